/// How alike two names are written, for suggestions.
enum NameSimilarity {
  /// The Dice coefficient of the letter pairs of both, 0...1.
  static func dice(_ a: String, _ b: String) -> Double {
    let (left, right) = (pairs(a), pairs(b))
    guard !left.isEmpty, !right.isEmpty else { return 0 }
    return 2 * Double(left.intersection(right).count) / Double(left.count + right.count)
  }

  private static func pairs(_ text: String) -> Set<String> {
    let letters = Array(" " + text.lowercased().prefix(100) + " ")
    return Set(zip(letters, letters.dropFirst()).map { String([$0, $1]) })
  }

  /// The names written most like a word, at most `count`, those too unlike left out.
  static func nearest(_ word: String, among names: [String], count: Int, least: Double) -> [String]
  {
    let own = names.map { ($0, dice(word, $0)) }.filter { $0.1 >= least }
    return own.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(count).map(\.0)
  }
}
