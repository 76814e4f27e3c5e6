extension [String] {
  /// The first few, and how many more there are.
  package func listed(_ limit: Int) -> String {
    let shown = prefix(limit).joined(separator: ", ")
    return count > limit ? "\(shown) and \(count - limit) more" : shown
  }
}
