/// Words that say outright that something lies where the section is not.
extension QueryInterpreter {
  /// Another organ, or another part of the nervous system than the section shows; nil where none is named.
  func elsewhere(_ words: String) throws -> String? {
    guard let own = knowledge.organ else { return nil }
    if let organ = Organ.named(in: words, besides: own) { return organ.rawValue }
    return try partNotShown(words)?.rawValue
  }

  /// The part of the nervous system that words name and the section does not show.
  func partNotShown(_ words: String) throws -> NervousPart? {
    guard knowledge.organ == .brain, let part = NervousPart.named(in: words) else { return nil }
    return try isShown(part) ? nil : part
  }

  /// Whether a region is of a part that the section does not show, whatever common cells it has too.
  func isNotShown(_ region: KnownRegion) throws -> Bool {
    try partNotShown(region.name) != nil
  }

  /// Whether a type is called after the part, or is a kind of cell that is known of such parts' regions alone: neurons
  /// that are everywhere show no spinal cord.
  private func isShown(_ part: NervousPart) throws -> Bool {
    let names = cells.types.map(\.name) + cells.kinds.compactMap { $0?.name }
    if names.contains(where: part.isNamed) { return true }
    let regions = try knowledge.allRegions()
    // By their names alone: the thalamic input layer is one of the cortex.
    let elsewhere = regions.filter { NervousPart.named(in: $0.name) == nil }
    let common = Set(elsewhere.flatMap(\.company).filter { $0.weight > 0 }.map(\.cells))
    for region in regions where NervousPart.named(in: region.name) == part {
      for own in region.company where own.weight > 0 && !common.contains(own.cells) {
        if let meant = try cells.cells(named: own.cells), !meant.isBroader { return true }
      }
    }
    return false
  }

  /// Where words say that known cells or a known region lie, if nothing is known of that: the moon, in "astrocytes of
  /// the moon".
  func unknownPlace(_ words: String) throws -> String? {
    let parts = words.split(separator: " ").map(String.init)
    for at in parts.indices.dropFirst() where Self.placing.contains(parts[at].lowercased()) {
      let what = parts[..<at].drop { QueryWords.articles.contains($0.lowercased()) }
      let place = parts[(at + 1)...].filter { !Self.saysNoPlace($0) }
      guard !what.isEmpty, !place.isEmpty, isKnown(what.joined(separator: " ")) else { continue }
      let text = parts[(at + 1)...].drop { QueryWords.articles.contains($0.lowercased()) }
        .joined(separator: " ")
      if isKnown(text) || LayerNumerals.inFigures(text) != text { return nil }
      if case .unknown = try byMeaning(text) { return text }
      return nil
    }
    return nil
  }

  private static let placing: Set<String> = QueryWords.inside.union(["from"])

  private static func saysNoPlace(_ word: String) -> Bool {
    QueryWords.isOfGrammar(word) || ofAnySection.contains(word.lowercased())
  }

  /// Words for what the section itself is of.
  private static let ofAnySection: Set<String> = [
    "brain", "cerebral", "cerebrum", "sample", "slice", "slide", "image", "map", "mouse", "human",
    "adult", "animal", "patient", "donor", "left", "right", "middle", "centre", "center", "whole",
    "entire", "hemisphere", "field", "view",
  ]

  /// The word that denies one by which something is known, as "unmyelinated" does: to a text encoder it says the same.
  func denial(in words: String, knownBy texts: [String]) -> String? {
    func parts(_ text: String) -> [String] {
      text.lowercased().split { !$0.isLetter }.map(String.init)
    }
    let known = Set(texts.flatMap(parts))
    return parts(words).first { word in
      !known.contains(word)
        && Self.denying.contains { prefix in
          let stem = String(word.dropFirst(prefix.count))
          return word.hasPrefix(prefix) && stem.count >= Self.shortestStem && known.contains(stem)
        }
    }
  }

  private static let denying = ["un", "non", "de"]
  /// Shorter ones stand in other words by chance: "depart".
  private static let shortestStem = 5
}
