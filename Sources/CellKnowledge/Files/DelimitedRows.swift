/// Reads a table of text whose separator the header tells: a tab, else a comma or semicolon.
///
/// A field may stand in double quotes, with `""` for a quote inside; it may not hold a line's end.
struct DelimitedRows {
  private var reader: LineReader
  private let separator: Character
  let header: [String]
  var path: String { reader.path }
  private(set) var line = 1

  init(path: String) throws(KnowledgeError) {
    reader = try LineReader(path: path)
    var first = ""
    while let line = try reader.next() {
      first = try reader.text(line)
      self.line = line.number
      if !first.trimmed.isEmpty, !first.hasPrefix("#") { break }
      first = ""
    }
    guard !first.isEmpty else { throw KnowledgeError(file: path, reason: .noRows) }
    let counts = ["\t", ",", ";"].map { (separator: Character) in
      (separator, first.count { $0 == separator })
    }
    separator = counts.max { $0.1 < $1.1 }?.0 ?? ","
    header = try Self.fields(first, separator, path: path, line: line).map(\.trimmed)
  }

  /// The fields of the next row that is not blank, as many as the header has or fewer.
  mutating func next() throws(KnowledgeError) -> [String]? {
    while let found = try reader.next() {
      line = found.number
      let text = try reader.text(found)
      if text.trimmed.isEmpty { continue }
      let fields = try Self.fields(text, separator, path: path, line: line)
      guard fields.count <= header.count else {
        throw KnowledgeError(
          file: path, line: line,
          reason: .malformedRow(
            "\(fields.count) field\(fields.count == 1 ? "" : "s") where the header has \(header.count)"
          ))
      }
      return fields.map(\.trimmed)
    }
    return nil
  }

  private static func fields(
    _ text: String, _ separator: Character, path: String, line: Int
  ) throws(KnowledgeError) -> [String] {
    guard text.contains("\"") else {
      return text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var wasQuote = false
    for character in text {
      if isQuoted {
        if character == "\"" {
          isQuoted = false
          wasQuote = true
        } else {
          field.append(character)
        }
        continue
      }
      if character == "\"" {
        // A quote right behind the one that closed is a quote of the text.
        if wasQuote { field.append("\"") }
        // Within an unquoted field (5" gun) it means itself.
        if wasQuote || field.isEmpty { isQuoted = true } else { field.append("\"") }
      } else if character == separator {
        fields.append(field)
        field = ""
      } else {
        field.append(character)
      }
      wasQuote = false
    }
    guard !isQuoted else {
      throw KnowledgeError(
        file: path, line: line, reason: .malformedRow("a quote is not closed in this line"))
    }
    return fields + [field]
  }
}
