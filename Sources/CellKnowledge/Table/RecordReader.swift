/// A record of the built-in table: its lines `key: value`, in order.
struct TableRecord {
  var line: Int
  var values: [(key: String, value: String)]

  func text(_ key: String) -> String? { values.first { $0.key == key }?.value }
  func list(_ key: String) -> [String] {
    text(key)?.split(separator: ";").map { $0.trimmed } ?? []
  }
  func words(_ key: String) -> [String] {
    text(key)?.split(separator: " ").map(String.init) ?? []
  }
}

/// Reads the built-in table's text: records apart by blank lines, comments after `#`.
struct RecordReader {
  let file: String
  let keys: Set<String>

  func records(_ text: String) throws(KnowledgeError) -> [TableRecord] {
    var records: [TableRecord] = []
    var isOpen = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("#") { continue }
      if line.trimmed.isEmpty {
        isOpen = false
        continue
      }
      guard let colon = line.firstRange(of: ": ") else {
        throw error("'\(line)' is no 'key: value'", line: index + 1)
      }
      let key = String(line[..<colon.lowerBound])
      let value = line[colon.upperBound...].trimmed
      guard keys.contains(key) else { throw error("unknown key '\(key)'", line: index + 1) }
      if !isOpen { records.append(TableRecord(line: index + 1, values: [])) }
      isOpen = true
      guard records[records.count - 1].text(key) == nil else {
        throw error("'\(key)' stands twice", line: index + 1)
      }
      records[records.count - 1].values.append((key, value))
    }
    return records
  }

  func error(_ complaint: String, line: Int) -> KnowledgeError {
    KnowledgeError(file: file, line: line, reason: .malformedRecord(complaint))
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    var part = self[...]
    while let first = part.first, first.isWhitespace { part = part.dropFirst() }
    while let last = part.last, last.isWhitespace { part = part.dropLast() }
    return String(part)
  }
}
