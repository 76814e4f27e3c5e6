import CellKnowledge
import CellSections
import Histoglot

/// What is known of cells and regions, in the species and tissue of the sections that are asked.
struct SectionKnowledge: QueryKnowledge {
  let store: KnowledgeStore
  let species: CellKnowledge.Species
  /// nil where none is known.
  let tissue: Tissue?
  /// What types may be of that nobody named: the tissue that a user named; or of an inferred one, brain, or all the
  /// others together, since immune cells, vessels and epithelia share organs.
  let possibleTissues: Set<Tissue>
  /// What speaks against the tissue whose markers are expressed most: most of its broad types are not seen.
  let doubt: (tissue: Tissue, cells: TissuePresence)?
  private let genes: Set<String>
  let markers: [String: KnownMarker]

  /// - Parameters:
  ///   - tissue: nil for that whose markers cells express.
  ///   - speciesName: nil for what the sections say, or else the spelling of genes.
  init(
    _ store: KnowledgeStore, tissue: Tissue?, speciesName: String? = nil, sections: [CellSection],
    table: GeneTable? = nil
  ) {
    let names = sections.flatMap { $0.genes.map(\.name) }
    let named = [speciesName].compactMap { $0 } + sections.compactMap(\.species)
    let species =
      named.lazy.compactMap { CellKnowledge.Species(named: $0) }.first
      ?? (names.count { $0 == $0.uppercased() } * 2 > names.count ? .human : .mouse)
    let genes = Set(names.map { $0.lowercased() })
    var inferred = tissue ?? ExpressedTissue(of: sections, store, species: species).likeliest
    doubt =
      tissue == nil && inferred == .brain
      ? Self.doubt(.brain, sections, store, species, table) : nil
    if doubt != nil { inferred = nil }
    self.tissue = inferred
    let all = Set(Tissue.allCases)
    possibleTissues =
      if let tissue { [tissue] } else if inferred == .brain { [.brain] } else {
        inferred == nil && doubt == nil ? all : all.subtracting([.brain])
      }
    self.store = store
    self.species = species
    self.genes = genes
    markers = store.terms.filter { !$0.isObsolete }.reduce(into: [:]) { found, term in
      for symbol in store.markers(of: term, species: species).map(\.symbol) {
        found[symbol.lowercased(), default: KnownMarker(symbol: symbol, cells: [])]
          .cells.append(term.name)
      }
    }
  }

  /// Asked of brain alone, the one tissue that is taken for an organ; sections too small to tell keep what was inferred.
  private static func doubt(
    _ tissue: Tissue, _ sections: [CellSection], _ store: KnowledgeStore,
    _ species: CellKnowledge.Species, _ table: GeneTable?
  ) -> (Tissue, TissuePresence)? {
    let cells = try? TissuePresence(of: tissue, in: sections, store, species: species, table: table)
    return cells.flatMap { $0.isDoubtful ? (tissue, $0) : nil }
  }

  /// Of the tissues that are told apart, one is an organ.
  var organ: Organ? { tissue == .brain ? .brain : nil }

  // MARK: - What words name

  /// A label may be read freely; words of a query must be a name, lest "the wall of the cavity" be a wall.
  func cell(ofLabel label: String) -> KnownCell? {
    store.resolve(label, tissue: tissue, species: species).term.map(known)
  }

  func cell(named words: String) -> KnownCell? {
    let found = store.resolve(words, tissue: tissue, species: species)
    return isName(found.match) ? found.term.map(known) : nil
  }

  func region(named words: String) -> KnownRegion? {
    let found = store.resolveRegion(words, tissue: tissue)
    return isName(found.match) ? found.region.map(known) : nil
  }

  func allCells() -> [KnownCell] { store.terms.filter { !$0.isObsolete }.map(known) }
  func allRegions() -> [KnownRegion] { store.regions.map(known) }

  /// Regions that the tissue may have; all of them where the tissue is not known.
  func regionsOfTissue() -> [KnownRegion] { ownRegions.map(known) }

  var ownRegions: [TissueRegion] {
    store.regions.filter { isWanted($0.tissues) }
  }

  /// Whether what lives in these tissues is looked for without being named.
  func isWanted(_ tissues: Set<Tissue>) -> Bool {
    if let tissue { return tissues.contains(tissue) }
    return doubt == nil || !tissues.isDisjoint(with: possibleTissues)
  }

  private func isName(_ match: LabelResolution.Match) -> Bool {
    switch match {
    case .id, .name, .synonym, .abbreviation, .normalised, .numbered, .expanded, .stateLeftOut:
      true
    case .genesLeftOut, .overlap, .ambiguous, .saysNothing, .unknown: false
    }
  }

  /// Terms of no tissue may be anywhere.
  private func isElsewhere(_ tissues: Set<Tissue>) -> Bool {
    !tissues.isEmpty && tissues.isDisjoint(with: possibleTissues)
  }

  private func known(_ term: CellTerm) -> KnownCell {
    KnownCell(
      name: term.name, lineage: store.ancestors(of: term).map(\.name),
      definition: term.definition, isElsewhere: isElsewhere(term.tissues))
  }

  private func known(_ region: TissueRegion) -> KnownRegion {
    KnownRegion(
      name: region.name, synonyms: region.synonyms, definition: region.sentence,
      source: region.source.citation,
      company: region.cells.map { .init(cells: $0.phrase, weight: $0.weight) },
      isElsewhere: isElsewhere(region.tissues))
  }

  // MARK: - Types to look for

  func markersOnPanel(_ symbols: [String]) -> Set<String> {
    genes.intersection(symbols.map { $0.lowercased() })
  }

  /// What is said of a type that was looked for.
  func text(of candidate: TypeCandidate) -> String {
    cell(ofLabel: candidate.name)?.definition.map { "\(candidate.name): \($0)" } ?? candidate.name
  }
}
