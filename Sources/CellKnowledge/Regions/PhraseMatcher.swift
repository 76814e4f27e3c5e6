/// A region whose names are in a phrase.
public struct RegionMatch: Sendable, Hashable {
  public var region: TissueRegion
  /// From 0 to 1, which is a name and nothing else.
  public var score: Double
}

/// Matches phrases to regions by words alone; meaning is matched elsewhere, by embedding names and sentences.
struct PhraseMatcher {
  let index: NameIndex
  let regions: [TissueRegion]

  /// Words of phrases that tell nothing.
  private static let silent: Set<String> = [
    "where", "that", "which", "is", "are", "on", "to", "by", "its", "this", "these", "near",
    "between", "under", "them", "it", "into", "for", "as", "side", "made",
  ]

  /// Regions that share words with the phrase, best first.
  ///
  /// For a name with the words N and a phrase with the words P, weighed by how few names have them,
  /// `s = w(N∩P)/w(N) · (1 + w(N∩P)/w(P))/2`; a region has the score of its best name.
  func matches(_ phrase: String) -> [RegionMatch] {
    var words = index.words(String(phrase.prefix(400)))
    words.words.removeAll(where: Self.silent.contains)
    guard !words.isEmpty else { return [] }
    words.hasArea = false
    let parts = words.parts
    var best: [Int: Double] = [:]
    let whole = index.weight(parts)
    for overlap in index.overlaps(parts) {
      // An abbreviation counts only where it is all there is: "LA" is a word in too many phrases.
      if overlap.entry.kind == .abbreviation, !overlap.unmatched.isEmpty, parts.count > 2 {
        continue
      }
      let shared = index.weight(parts.subtracting(overlap.unmatched))
      let name = shared + index.weight(overlap.missing)
      let score = shared / name * (1 + shared / whole) / 2
      best[overlap.entry.item] = max(best[overlap.entry.item] ?? 0, score)
    }
    return best.map { RegionMatch(region: regions[$0.key], score: $0.value) }
      .sorted { ($1.score, $0.region.name) < ($0.score, $1.region.name) }
  }
}
