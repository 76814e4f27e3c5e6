/// The genes a model knows, in the order of its rows: the union of the panels it was trained on.
public struct GeneVocabulary: Sendable, Equatable {
  /// `[vocabulary]`; names are unique.
  public let genes: [Gene]
  /// The species of all panels, where one says it.
  public let species: Species?

  /// Takes genes in the order given, as a model's folder stores them.
  public init(genes: [Gene], species: Species?) {
    precondition(
      Set(genes.map(\.name)).count == genes.count,
      "GeneVocabulary: the names of \(genes.count) genes are not unique")
    self.genes = genes
    self.species = species
  }

  /// The union of the sections' panels, ordered by name; the order of the sections does not matter.
  ///
  /// Genes are one gene where their symbols are equal, or else their Ensembl ids, or else their symbols
  /// up to case; two genes of one panel are never joined. Where names differ, the one most panels use wins
  /// (a symbol before an id).
  ///
  /// - Throws: `SectionError` with `speciesMismatch` where sections are known to be of different species
  ///   and no table of orthologues is given.
  public init(uniting sections: [CellSection], table: GeneTable? = nil) throws(SectionError) {
    let species = try Self.commonSpecies(of: sections, table: table)
    let panels = sections.map { section in section.genes.map { table?.renamed($0) ?? $0 } }
    self.init(genes: PanelUnion(panels).genes, species: species)
  }

  /// This vocabulary with the genes of `sections` that it lacks appended, ordered by name; rows that
  /// exist keep their place.
  ///
  /// - Throws: `SectionError` with `speciesMismatch`.
  public func extended(
    with sections: [CellSection], table: GeneTable? = nil
  ) throws(SectionError) -> GeneVocabulary {
    var panels: [[Gene]] = []
    var species = species
    for section in sections {
      let match = try match(section, table: table)
      // A gene that stands for another by the table is no gene of its own beside it.
      panels.append(
        match.unmatchedColumns.filter { match.displacedRows[$0] < 0 }.map { section.genes[$0] })
      species = species ?? (table == nil ? section.knownSpecies : nil)
    }
    let names = Set(genes.map(\.name))
    let added = PanelUnion(panels).genes.filter { !names.contains($0.name) }
    return GeneVocabulary(genes: genes + added, species: species)
  }

  private static func commonSpecies(
    of sections: [CellSection], table: GeneTable?
  ) throws(SectionError) -> Species? {
    var common: Species?
    for section in sections {
      guard let species = section.knownSpecies else { continue }
      // A table of orthologues says that the genes of one species stand for those of the other.
      if table != nil, let common, common != species { return nil }
      if let common, common != species {
        throw SectionError(
          element: "section \(section.name)",
          reason: .speciesMismatch(section: species.name, vocabulary: common.name))
      }
      common = species
    }
    return common
  }
}
