import CellSections

/// Runs `body` on a text file, and gives complaints about its text the file's name.
func reading<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as DelimitedTextError {
    throw PlatformError(
      file: path, place: "line \(error.line)", reason: .malformedTable("\(error.reason)"))
  }
}

extension DelimitedTable {
  /// Opens a table, unpacked where it is compressed, whose separator the header tells: a comma, else a
  /// tab or semicolon.
  init(path: String) throws {
    let separator = try Self.separator(of: path)
    try self.init(ByteChunks(unpacking: path), separator: separator)
  }

  private static func separator(of path: String) throws -> Character {
    // A separator that no text holds leaves the line whole.
    var reader = DelimitedReader(
      try ByteChunks(unpacking: path), separator: "\u{1f}", isQuoted: false)
    guard try reader.next() else { return "," }
    let header = reader.row[0]
    let counts = [",", "\t", ";"].map { separator in
      (Character(separator), header.count { String($0) == separator })
    }
    return counts.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? ","
  }
}
