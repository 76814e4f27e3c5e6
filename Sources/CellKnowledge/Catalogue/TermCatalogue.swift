/// All terms of a store, with one another's lineage. Values; nothing in it changes.
public struct TermCatalogue: Sendable {
  /// The built-in table's terms first, then the ontology's, then those of marker tables.
  public let terms: [CellTerm]
  let lineage: Lineage<TermID>
  private let positions: [TermID: Int]
  /// Other ids that lead to a term: ids that were merged, and those of obsolete terms that were replaced.
  let aliases: [TermID: TermID]

  init(terms: [CellTerm], aliases: [TermID: TermID]) {
    self.terms = terms
    self.aliases = aliases
    positions = Dictionary(
      uniqueKeysWithValues: terms.enumerated().map { ($0.element.id, $0.offset) })
    lineage = Lineage(parents: terms.map { ($0.id, $0.parents) })
  }

  /// The term with this id, or the one that took its place.
  public func term(_ id: TermID) -> CellTerm? {
    positions[aliases[id] ?? id].map { terms[$0] }
  }

  func terms(_ ids: [TermID]) -> [CellTerm] { ids.compactMap { term($0) } }
}
