/// What is known: the built-in table, and a knowledge base that the user has built, merged with it.
///
/// A value that never changes; it may be used from several threads.
public struct KnowledgeStore: Sendable {
  public let catalogue: TermCatalogue
  public let regions: [TissueRegion]
  public let orthologues: OrthologueTable
  let resolver: LabelResolver
  let search: SearchIndex

  /// The built-in table alone, in memory.
  public init() throws(KnowledgeError) {
    let table = try BuiltInTable()
    var builder = CatalogueBuilder()
    builder.add(table)
    try self.init(builder, regions: table.regions)
  }

  /// A knowledge base that `KnowledgeBuild` wrote, merged with the built-in table of this program.
  ///
  /// - Throws: where there is no such file, or it is no knowledge base, damaged or of a later layout.
  public init(opening path: String) throws(KnowledgeError) {
    let table = try BuiltInTable()
    var builder = CatalogueBuilder()
    builder.add(table)
    try KnowledgeFile.read(path, into: &builder)
    try self.init(builder, regions: table.regions)
  }

  /// Whether a knowledge base may be written to a path: nothing is there, an empty file, or a knowledge base of any
  /// layout.
  public static func mayReplace(_ path: String) -> Bool { KnowledgeFile.mayReplace(path) }

  init(_ builder: CatalogueBuilder, regions: [TissueRegion]) throws(KnowledgeError) {
    catalogue = builder.catalogue()
    orthologues = builder.orthologues
    self.regions = regions
    resolver = LabelResolver(catalogue: catalogue, regions: regions)
    search = try SearchIndex(of: catalogue.terms)
  }

  public var terms: [CellTerm] { catalogue.terms }

  /// The term with this id, or the one that took its place.
  public func term(_ id: TermID) -> CellTerm? { catalogue.term(id) }

  /// The region with this name, as `TissueRegion.name` has it.
  public func region(named name: String) -> TissueRegion? {
    regions.first { $0.name == name }
  }
}
