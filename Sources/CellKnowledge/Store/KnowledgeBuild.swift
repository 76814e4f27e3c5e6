/// Makes a knowledge base of ontologies, marker tables and tables of orthologues.
public struct KnowledgeBuild: Sendable {
  /// OBO files.
  public var ontologies: [String]
  /// Marker tables; see `MarkerTableReader`.
  public var markerTables: [String]
  /// Tables of human and mouse symbols; see `OrthologueTable`.
  public var orthologueTables: [String]

  public init(
    ontologies: [String] = [], markerTables: [String] = [], orthologueTables: [String] = []
  ) {
    self.ontologies = ontologies
    self.markerTables = markerTables
    self.orthologueTables = orthologueTables
  }

  /// What went into a knowledge base.
  public struct Summary: Sendable, Hashable, Codable {
    public var terms = 0
    public var synonyms = 0
    public var markers = 0
    public var orthologues = 0
    /// Cell types of marker tables that are terms of the table or the ontologies, and those that are not.
    public var matchedTypes = 0
    public var newTypes: [String] = []
  }

  /// A cell type of a marker table is a term's where the match is at least as sure as one that leaves a number out.
  static let leastConfidence = 0.85

  /// Reads the sources, brings them together with the built-in table and writes `path` in one step.
  ///
  /// - Parameter progress: is told what is being read.
  public func write(
    to path: String, progress: (String) -> Void = { _ in }
  ) throws(KnowledgeError) -> Summary {
    let table = try BuiltInTable()
    var builder = CatalogueBuilder()
    builder.add(table)
    for file in ontologies {
      progress("reading \(file)")
      let ontology = try OBOReader.read(file)
      builder.add(ontology, source: Self.source(of: ontology, file))
    }
    for file in orthologueTables {
      progress("reading \(file)")
      for (human, mouse) in try OrthologueTable(reading: file).pairs {
        builder.orthologues.add(human: human, mouse: mouse)
      }
    }
    var summary = Summary()
    let resolver = LabelResolver(catalogue: builder.catalogue(), regions: table.regions)
    for file in markerTables {
      progress("reading \(file)")
      try add(markers: file, to: &builder, resolver, &summary)
    }
    progress("writing \(path)")
    let catalogue = builder.catalogue()
    try KnowledgeFile.write(catalogue, builder.orthologues, to: path)
    summary.terms = catalogue.terms.count
    summary.synonyms = catalogue.terms.reduce(0) { $0 + $1.synonyms.count }
    summary.markers = catalogue.terms.reduce(0) { $0 + $1.markers.count }
    summary.orthologues = builder.orthologues.pairs.count
    return summary
  }

  private func add(
    markers file: String, to builder: inout CatalogueBuilder, _ resolver: LabelResolver,
    _ summary: inout Summary
  ) throws(KnowledgeError) {
    let source = try MarkerTableReader.source(of: file)
    var ids: [String: TermID] = [:]
    for row in try MarkerTableReader.read(file) {
      let id: TermID
      if let known = ids[row.cellType] {
        id = known
      } else {
        let found = resolver.resolve(row.cellType, tissue: nil, species: row.species)
        if let term = found.term, found.confidence >= Self.leastConfidence {
          id = term.id
          summary.matchedTypes += 1
        } else {
          id = TermID(prefix: "markers", name: row.cellType)
          builder.add(CellTerm(id: id, name: row.cellType, source: source))
          summary.newTypes.append(row.cellType)
        }
        ids[row.cellType] = id
      }
      for symbol in symbols(of: row, builder.orthologues) {
        builder.add(
          Marker(
            symbol: symbol, species: row.species, isPositive: row.isPositive,
            weight: row.weight, source: source), to: id)
      }
    }
  }

  /// A mouse marker that a table writes as in human (PanglaoDB writes all so) in the mouse's own spelling.
  private func symbols(of row: MarkerRow, _ orthologues: OrthologueTable) -> [String] {
    guard row.species == .mouse, Species.convention(of: row.symbol) == .human,
      row.symbol.count > 1
    else { return [row.symbol] }
    let table = orthologues.symbols(for: row.symbol, in: .mouse)
    return table.isEmpty ? [Species.mouse.spelling(row.symbol)] : table
  }

  private static func source(of ontology: Ontology, _ file: String) -> KnowledgeSource {
    let name = ontology.name ?? ""
    let isCellOntology = name == "cl" || name.hasPrefix("cl/") || name.hasPrefix("cl-")
    return KnowledgeSource(
      name: isCellOntology ? "Cell Ontology" : name.isEmpty ? file : name,
      version: ontology.version, licence: ontology.licence)
  }
}
