extension [String] {
  /// The first few, and how many more there are.
  package func listed(_ limit: Int) -> String {
    let shown = prefix(limit).joined(separator: ", ")
    return count > limit ? "\(shown) and \(count - limit) more" : shown
  }
}

extension String {
  /// The text on one line: names in files may hold line ends and other control characters, which are shown as spaces.
  package var onOneLine: String {
    String(map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 } ? " " : $0 })
  }
}
