import Foundation

/// What a file is, told from its first bytes and not from its name.
enum FileContent: Equatable {
  case folder
  case hdf5
  /// Text, compressed or not, and its first line.
  case text(firstLine: String)
  case binary
  case missing

  init(path: String) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      self = .missing
      return
    }
    if isFolder.boolValue {
      self = .folder
      return
    }
    let file = try? GzipFile(path: path, limit: 1 << 20, chunkSize: 1 << 16)
    let bytes = (try? file?.next()) ?? []
    if bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .hdf5
    } else if bytes.isEmpty || bytes.contains(0) {
      self = .binary
    } else {
      let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
      self = .text(firstLine: String(decoding: line, as: UTF8.self))
    }
  }
}
