/// Markers that a label says a cell has not: "CD3-", "CD45 negative", "Pdgfra⁻".
enum NegatedMarkers {
  private static let minus: Set<Character> = ["-", "−", "–", "⁻"]
  private static let words: Set<String> = ["neg", "negative", "low", "lo", "deficient"]

  /// A label without them, since what a cell lacks does not name it.
  ///
  /// - Parameter genes: symbols in lower case; what is none of them is a marker if it holds a digit.
  static func removed(from label: String, genes: Set<String>) -> String {
    func isMarker(_ word: some StringProtocol) -> Bool {
      guard let first = word.first, first.isLetter,
        word.allSatisfy({ $0.isLetter || $0.isNumber })
      else { return false }
      return genes.contains(word.lowercased()) || word.contains { $0.isNumber }
    }
    var kept: [String] = []
    for word in label.split(whereSeparator: \.isWhitespace) {
      if Self.words.contains(word.lowercased()), let last = kept.last, isMarker(last) {
        kept.removeLast()
      } else {
        kept.append(withoutNegated(word, isMarker))
      }
    }
    return kept.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// "CD4+CD8-" without "CD8-". A minus counts at the end of a word and before another sign, not inside a name.
  private static func withoutNegated(
    _ word: Substring, _ isMarker: (Substring) -> Bool
  ) -> String {
    let ending = word.reversed().prefix { ",;)".contains($0) }.count
    let (stem, tail) = (word.dropLast(ending), word.suffix(ending))
    guard let sign = stem.last, minus.contains(sign) else { return String(word) }
    let start = stem.dropLast().lastIndex { !$0.isLetter && !$0.isNumber }
    let name = start.map { stem[stem.index(after: $0)...].dropLast() } ?? stem.dropLast()
    guard isMarker(name) else { return String(word) }
    return String(stem.dropLast(name.count + 1)) + tail
  }
}
