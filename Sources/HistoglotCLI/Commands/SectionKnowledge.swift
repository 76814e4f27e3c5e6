import CellKnowledge
import CellSections
import Histoglot

/// What is known of cells and regions, in the species and tissue of the sections that are asked.
struct SectionKnowledge: QueryKnowledge {
  private let store: KnowledgeStore
  private let species: CellKnowledge.Species
  /// nil where none is known.
  let tissue: Tissue?
  private let genes: Set<String>

  /// - Parameters:
  ///   - tissue: nil for that whose markers the panel has.
  ///   - speciesName: nil for what the sections say, or else the spelling of genes.
  init(
    _ store: KnowledgeStore, tissue: Tissue?, speciesName: String? = nil, sections: [CellSection]
  ) {
    let names = sections.flatMap { $0.genes.map(\.name) }
    let named = [speciesName].compactMap { $0 } + sections.compactMap(\.species)
    let species =
      named.lazy.compactMap { CellKnowledge.Species(named: $0) }.first
      ?? (names.count { $0 == $0.uppercased() } * 2 > names.count ? .human : .mouse)
    let genes = Set(names.map { $0.lowercased() })
    self.tissue = tissue ?? Self.tissue(of: genes, store, species)
    self.store = store
    self.species = species
    self.genes = genes
  }

  /// The tissue whose cell types have most markers on the panel; nil where another has as many.
  private static func tissue(
    of genes: Set<String>, _ store: KnowledgeStore, _ species: CellKnowledge.Species
  ) -> Tissue? {
    let counts = Tissue.allCases.map { tissue -> (tissue: Tissue, count: Int) in
      let terms = store.terms.filter { $0.tissues.contains(tissue) }
      let markers = terms.flatMap { store.markers(of: $0, species: species).map(\.symbol) }
      return (tissue, Set(markers.map { $0.lowercased() }).intersection(genes).count)
    }.sorted { $0.count > $1.count }
    return counts[0].count > counts[1].count ? counts[0].tissue : nil
  }

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

  private var ownRegions: [TissueRegion] {
    store.regions.filter { region in tissue.map { region.tissues.contains($0) } ?? true }
  }

  private func isName(_ match: LabelResolution.Match) -> Bool {
    switch match {
    case .id, .name, .synonym, .abbreviation, .normalised, .numbered, .expanded, .stateLeftOut:
      true
    case .genesLeftOut, .overlap, .ambiguous, .saysNothing, .unknown: false
    }
  }

  private func known(_ term: CellTerm) -> KnownCell {
    KnownCell(
      name: term.name, lineage: store.ancestors(of: term).map(\.name),
      definition: term.definition)
  }

  private func known(_ region: TissueRegion) -> KnownRegion {
    KnownRegion(
      name: region.name, synonyms: region.synonyms, definition: region.sentence,
      source: region.source.citation,
      company: region.cells.map { .init(cells: $0.phrase, weight: $0.weight) })
  }

  // MARK: - Types to look for

  /// The types that a user named, with commas between or in a file.
  ///
  /// - Parameter tissue: decides what names mean that could mean several things; nil is what most of the others belong to.
  func candidates(named text: String, tissue: Tissue?) throws -> [TypeCandidate] {
    KnownTypes(store, species: species, tissue: tissue)
      .completed(try TypeList.types(text))
  }

  /// The broad types of the tissue, or all where the tissue is not known.
  func broadTypes() -> [TypeCandidate] {
    KnownTypes(store, species: species, tissue: tissue).slim()
  }

  /// The other types that the tissue may hold: none that is a kind of one that is named or of which one that is named is
  /// a kind, and none of whose markers on the panel more than half speak for one that is named.
  func rivals(of named: [TypeCandidate]) -> [TypeCandidate] {
    let own = named.map { Set($0.markers.map { $0.lowercased() }) }
    return candidates().filter { rival in
      let markers = genes.intersection(rival.markers.map { $0.lowercased() })
      return !zip(named, own).contains { type, own in
        type.isKind(of: rival) || rival.isKind(of: type)
          || markers.intersection(own).count * 2 > markers.count
      }
    }
  }

  /// The types that regions of the tissue are known by, and its common classes; of a type and its kinds the kinds.
  ///
  /// Types that the panel cannot tell apart stay: they share their cells, and a share of a share lies in the same places.
  func candidates() -> [TypeCandidate] {
    let company = ownRegions.flatMap(\.cells).compactMap {
      store.resolve($0.phrase, tissue: tissue, species: species).term
    }
    let classes = store.terms.filter { term in
      term.isClass && (tissue.map { term.tissues.contains($0) } ?? true)
    }
    var seen: Set<TermID> = []
    let terms = (company + classes).filter { seen.insert($0.id).inserted }
    let marked = terms.filter { !markersOnPanel($0).isEmpty }
    let leaves = marked.filter { term in
      !marked.contains { $0.id != term.id && store.isKind($0, of: term) }
    }
    return KnownTypes(store, species: species, tissue: tissue)
      .completed(leaves.map { TypeCandidate(name: $0.name) })
  }

  private func markersOnPanel(_ term: CellTerm) -> Set<String> {
    genes.intersection(store.markers(of: term, species: species).map { $0.symbol.lowercased() })
  }

  /// What is said of a type that was looked for.
  func text(of candidate: TypeCandidate) -> String {
    cell(ofLabel: candidate.name)?.definition.map { "\(candidate.name): \($0)" } ?? candidate.name
  }
}
