/// A cell type and everything that is known of it.
public struct CellTerm: Sendable, Hashable, Identifiable {
  public var id: TermID
  public var name: String
  /// Where the name is from.
  public var source: KnowledgeSource
  /// What the cell is and does; the built-in table's, which says nothing of places, comes first.
  public var definitions: [Sourced<String>]
  /// Where it is found: "in layer 5 of the cerebral cortex".
  public var place: Sourced<String>?
  public var synonyms: [Synonym]
  /// What it is a kind of. Only terms that are in the store.
  public var parents: [TermID]
  public var tissues: Set<Tissue>
  /// Whether it is one of the broad types that marker scores set against each other.
  public var isClass: Bool
  public var markers: [Marker]
  /// Ids in other collections, and lists of the ontology that the term is on.
  public var crossReferences: [String]
  public var subsets: [String]
  /// Whether the ontology has given the term up, and for which.
  public var isObsolete: Bool
  public var replacement: TermID?

  public init(id: TermID, name: String, source: KnowledgeSource) {
    self.id = id
    self.name = name
    self.source = source
    definitions = []
    place = nil
    synonyms = []
    parents = []
    tissues = []
    isClass = false
    markers = []
    crossReferences = []
    subsets = []
    isObsolete = false
    replacement = nil
  }

  /// The first definition, which is the built-in table's where it has one.
  public var definition: String? { definitions.first?.fact }

  /// Every source that says something of the term, the name's first.
  public var sources: [KnowledgeSource] {
    var seen: Set<KnowledgeSource> = []
    return
      ([source] + definitions.map(\.source) + synonyms.map(\.source) + markers.map(\.source))
      .filter { seen.insert($0).inserted }
  }
}
