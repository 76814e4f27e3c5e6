import Foundation

/// A line of a text file.
struct TextLine {
  /// From 1.
  var number: Int
  /// Without its end; at most `LineReader.limit` of them.
  var bytes: [UInt8]
  /// Whether there was more than that.
  var isCut: Bool
  /// Whether the file ends before the line does.
  var isUnended = false
}

/// Reads a text file line by line, holding one line and one chunk at a time.
struct LineReader {
  /// The longest line that is kept. Headers of ontologies hold lines far longer, which nobody reads.
  static let limit = 1 << 20
  private static let chunkSize = 1 << 16

  let path: String
  private let handle: FileHandle
  private var chunk: [UInt8] = []
  private var position = 0
  private var number = 0
  private var isAtEnd = false

  init(path: String) throws(KnowledgeError) {
    self.path = path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw KnowledgeError(file: path, reason: .missing)
    }
    guard !isDirectory.boolValue else {
      throw KnowledgeError(file: path, reason: .unreadable("it is a folder"))
    }
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw KnowledgeError(file: path, reason: .unreadable(error.localizedDescription))
    }
    try fill()
    if let kind = Self.packing(of: chunk) {
      throw KnowledgeError(file: path, reason: .packed(kind))
    }
    if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next line, or nil after the last.
  mutating func next() throws(KnowledgeError) -> TextLine? {
    var line = TextLine(number: number + 1, bytes: [], isCut: false)
    while true {
      if position == chunk.count {
        try fill()
        if isAtEnd {
          guard !line.bytes.isEmpty else { return nil }
          line.isUnended = true
          break
        }
      }
      let end = chunk[position...].firstIndex(of: UInt8(ascii: "\n")) ?? chunk.count
      let room = Self.limit - line.bytes.count
      line.bytes.append(contentsOf: chunk[position..<min(end, position + room)])
      if end - position > room { line.isCut = true }
      position = end
      if end < chunk.count {
        position += 1
        break
      }
    }
    if line.bytes.last == UInt8(ascii: "\r") { line.bytes.removeLast() }
    number += 1
    return line
  }

  /// The line as text. Throws where it was cut or is no UTF-8.
  func text(_ line: TextLine) throws(KnowledgeError) -> String {
    guard !line.isCut else {
      throw KnowledgeError(file: path, line: line.number, reason: .lineTooLong(limit: Self.limit))
    }
    guard let text = String(validating: line.bytes, as: UTF8.self), !line.bytes.contains(0) else {
      throw KnowledgeError(file: path, line: line.number, reason: .notText)
    }
    return text
  }

  private mutating func fill() throws(KnowledgeError) {
    do {
      let data = try handle.read(upToCount: Self.chunkSize) ?? Data()
      chunk = [UInt8](data)
    } catch {
      throw KnowledgeError(file: path, reason: .unreadable(error.localizedDescription))
    }
    position = 0
    isAtEnd = chunk.isEmpty
  }

  /// What a file's first bytes say of how it is packed.
  private static func packing(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip file" }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "an Excel or zip file" }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return "an old Excel file" }
    return nil
  }
}
