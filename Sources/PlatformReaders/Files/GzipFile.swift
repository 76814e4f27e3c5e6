import CZlib
import CellSections

/// A file read through zlib: gzip, of one or several members, or plain.
final class GzipFile {
  private let path: String
  private let handle: gzFile
  private let limit: Int
  private var served = 0
  private var buffer: [UInt8]

  /// - Parameter limit: how many bytes the file may unpack to.
  init(path: String, limit: Int, chunkSize: Int = 1 << 20) throws(PlatformError) {
    guard let handle = gzopen(path, "rb") else {
      throw PlatformError(file: path, reason: .unreadable("the file cannot be opened"))
    }
    gzbuffer(handle, 1 << 17)
    self.path = path
    self.handle = handle
    self.limit = limit
    buffer = [UInt8](repeating: 0, count: chunkSize)
  }

  deinit { gzclose_r(handle) }

  /// The next bytes; nil at the end. Throws where the compression is damaged or cut off.
  func next() throws(PlatformError) -> [UInt8]? {
    let count = buffer.withUnsafeMutableBytes { bytes in
      gzread(handle, bytes.baseAddress, UInt32(bytes.count))
    }
    var code: Int32 = 0
    let message = gzerror(handle, &code).map { String(cString: $0) } ?? ""
    // A file that ends in the middle of a member serves what there is, with an error.
    guard count >= 0, code == Z_OK else {
      throw PlatformError(
        file: path,
        reason: code == Z_ERRNO ? .unreadable(message) : .damagedGzip(message))
    }
    guard count > 0 else { return nil }
    served += Int(count)
    if served > limit { throw PlatformError(file: path, reason: .tooLarge(limit: limit)) }
    return Array(buffer[..<Int(count)])
  }
}

extension ByteChunks {
  /// The bytes of a file, unpacked where it is compressed.
  init(unpacking path: String, limit: Int = 1 << 36) throws(PlatformError) {
    let file = try GzipFile(path: path, limit: limit)
    self.init { try file.next() }
  }
}
