/// Reads rows of separated values (RFC 4180) from a stream of bytes, one at a time.
///
/// Fields may be quoted, with a doubled quote for one, and then hold separators and line ends. Lines end in
/// LF or CR LF; blank lines are skipped, as is a UTF-8 byte-order mark. Memory is that of one row.
package struct DelimitedReader {
  /// The row read last.
  package private(set) var row = DelimitedRow()

  private let source: ByteChunks
  private let separator: UInt8
  private let isQuoted: Bool
  private let longestLine: Int
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 1
  private var isAtStart = true

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// - Parameters:
  ///   - isQuoted: whether quotes enclose fields; otherwise they are text like any other.
  ///   - longestLine: how many bytes a row may have.
  package init(
    _ source: ByteChunks, separator: Character = ",", isQuoted: Bool = true,
    longestLine: Int = 1 << 26
  ) {
    self.source = source
    self.isQuoted = isQuoted
    self.separator = separator.asciiValue ?? UInt8(ascii: ",")
    self.longestLine = longestLine
  }

  /// Reads the next row into `row`; false at the end.
  ///
  /// Throws a `DelimitedTextError`, or what the source throws.
  package mutating func next() throws -> Bool {
    if isAtStart { try skipByteOrderMark() }
    while try readRow() {
      let isBlank = row.count == 1 && row.ends[0] == 0
      if !isBlank { return true }
    }
    return false
  }

  private enum State {
    case fieldStart
    case plain
    case quoted
    case afterQuote
  }

  /// Reads the fields of one line; false where nothing is left.
  private mutating func readRow() throws -> Bool {
    row.line = line
    row.bytes.removeAll(keepingCapacity: true)
    row.ends.removeAll(keepingCapacity: true)
    var state = State.fieldStart
    var isEmpty = true
    while let byte = try nextByte() {
      isEmpty = false
      switch (state, byte) {
      case (.fieldStart, Self.quote) where isQuoted: state = .quoted
      case (.quoted, Self.quote): state = .afterQuote
      case (.quoted, _):
        if byte == Self.lineFeed { line += 1 }
        try append(byte)
      case (.afterQuote, Self.quote):
        try append(byte)
        state = .quoted
      case (_, separator):
        row.ends.append(row.bytes.count)
        state = .fieldStart
      case (_, Self.lineFeed):
        endLine(wasQuoted: state == .afterQuote)
        return true
      case (.afterQuote, Self.carriageReturn): break
      case (.afterQuote, _): throw DelimitedTextError(line: row.line, reason: .textAfterQuote)
      default:
        try append(byte)
        state = .plain
      }
    }
    if isEmpty { return false }
    if state == .quoted { throw DelimitedTextError(line: row.line, reason: .unclosedQuote) }
    endLine(wasQuoted: state == .afterQuote)
    return true
  }

  private mutating func endLine(wasQuoted: Bool) {
    let start = row.ends.last ?? 0
    if !wasQuoted, row.bytes.count > start, row.bytes.last == Self.carriageReturn {
      row.bytes.removeLast()
    }
    row.ends.append(row.bytes.count)
    line += 1
  }

  private mutating func append(_ byte: UInt8) throws {
    if byte == 0 { throw DelimitedTextError(line: row.line, reason: .notText) }
    if row.bytes.count >= longestLine {
      throw DelimitedTextError(line: row.line, reason: .lineTooLong(limit: longestLine))
    }
    row.bytes.append(byte)
  }

  private mutating func nextByte() throws -> UInt8? {
    if position == chunk.count, try !refill() { return nil }
    defer { position += 1 }
    return chunk[position]
  }

  /// Fetches bytes; false at the end.
  private mutating func refill() throws -> Bool {
    position = 0
    chunk = []
    while chunk.isEmpty {
      guard let next = try source.next() else { return false }
      chunk = next
    }
    return true
  }

  private mutating func skipByteOrderMark() throws {
    isAtStart = false
    while chunk.count < 3, let more = try source.next() { chunk += more }
    if chunk.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    if chunk.starts(with: [0xff, 0xfe]) || chunk.starts(with: [0xfe, 0xff]) {
      throw DelimitedTextError(line: 1, reason: .notText)
    }
  }
}
