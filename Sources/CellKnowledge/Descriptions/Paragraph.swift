/// A description of a cell type, every sentence with its source.
public struct Paragraph: Sendable, Hashable {
  public enum Topic: String, Sendable, Hashable, Codable {
    case definition, synonyms, lineage, markers, place
  }

  public struct Sentence: Sendable, Hashable {
    public var text: String
    public var topic: Topic
    /// Every source that a fact of the sentence is from.
    public var sources: [KnowledgeSource]
  }

  public var term: TermID
  public var sentences: [Sentence]

  /// The sentences in one line.
  public var text: String { sentences.map(\.text).joined(separator: " ") }
}

/// What a description says.
public struct ParagraphOptions: Sendable, Hashable {
  /// Whether places are named. Without them a text tells cells apart by what they are and do; place words in
  /// definitions were seen to mislead the search for regions.
  public var includesPlaces: Bool
  public var includesMarkers: Bool
  public var includesSynonyms: Bool
  public var includesLineage: Bool
  /// Whose symbols markers have.
  public var species: Species
  public var markerLimit: Int
  public var synonymLimit: Int

  public init(
    includesPlaces: Bool = true, includesMarkers: Bool = true, includesSynonyms: Bool = true,
    includesLineage: Bool = true, species: Species = .mouse, markerLimit: Int = 8,
    synonymLimit: Int = 4
  ) {
    self.includesPlaces = includesPlaces
    self.includesMarkers = includesMarkers
    self.includesSynonyms = includesSynonyms
    self.includesLineage = includesLineage
    self.species = species
    self.markerLimit = markerLimit
    self.synonymLimit = synonymLimit
  }
}
