import CellKnowledge

/// Looks types up by name in a knowledge store.
public struct KnownTypes: Sendable {
  private let store: KnowledgeStore
  private let species: Species
  private let tissue: Tissue?
  /// The most markers taken of a type, those with most weight first; tables of whole transcriptomes name hundreds.
  public static let mostMarkers = 40

  /// - Parameters:
  ///   - species: whose gene symbols the section's are.
  ///   - tissue: decides what names mean that could mean several things; nil is what most of the others belong to.
  public init(_ store: KnowledgeStore, species: Species, tissue: Tissue?) {
    self.store = store
    self.species = species
    self.tissue = tissue
  }

  /// The same types, under the names they were asked for by; those without markers get the store's. What a name was
  /// taken to mean stands in `source`; a name that means nothing to the store stays without markers.
  public func completed(_ candidates: [TypeCandidate]) -> [TypeCandidate] {
    let open = candidates.indices.filter { candidates[$0].markers.isEmpty }
    let meanings = store.resolve(
      open.map { candidates[$0].name }, tissue: tissue, species: species)
    var completed = candidates
    for place in candidates.indices where !candidates[place].markers.isEmpty {
      let meaning = store.resolve(candidates[place].name, tissue: tissue, species: species)
      if let term = meaning.term { completed[place].mean(term, in: store) }
    }
    for (place, meaning) in zip(open, meanings) {
      guard let term = meaning.term else {
        let near = meaning.candidates.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
        completed[place].source = near.isEmpty ? "unknown name" : "unknown name; near: \(near)"
        continue
      }
      let known = candidate(term)
      completed[place].mean(term, in: store)
      completed[place].markers = known.markers
      completed[place].negativeMarkers += known.negativeMarkers
      completed[place].source =
        "\(term.name) (\(meaning.match.rawValue)), \(known.source ?? "no markers")"
    }
    return completed
  }

  /// The broad types of the store: one class each of what a tissue is commonly made of.
  public func slim() -> [TypeCandidate] {
    store.terms.filter { $0.isClass && (tissue.map($0.tissues.contains) ?? true) }.map(candidate)
  }

  private func candidate(_ term: CellTerm) -> TypeCandidate {
    let markers = store.markers(of: term, species: species, limit: Self.mostMarkers)
    let sources = markers.flatMap(\.sources).map(\.name)
    var candidate = TypeCandidate(
      name: term.name, markers: markers.map(\.symbol),
      negativeMarkers: store.markers(of: term, species: species, isPositive: false).map(\.symbol),
      source: sources.isEmpty ? nil : Set(sources).sorted().joined(separator: ", "))
    candidate.mean(term, in: store)
    return candidate
  }
}

extension TypeCandidate {
  fileprivate mutating func mean(_ term: CellTerm, in store: KnowledgeStore) {
    self.term = term.name
    lineage = store.ancestors(of: term).map(\.name)
  }
}
