/// A region of tissue and the company that cells keep there.
public struct TissueRegion: Sendable, Hashable {
  /// A cell type, and how much more (+) or less (−) of it one expects in the region than elsewhere in the same
  /// tissue.
  public struct CellPhrase: Sendable, Hashable {
    /// A name that the built-in table knows: "fibrous astrocyte".
    public var phrase: String
    /// In [−1, 1], not 0.
    public var weight: Double
  }

  public var name: String
  /// The region that it is part of, by name.
  public var partOf: String?
  public var tissues: Set<Tissue>
  public var synonyms: [String]
  public var abbreviations: [String]
  /// Its number in Roman numerals, for cortical layers: `II/III`.
  public var romanNumerals: [String]
  /// One sentence that says what it is.
  public var sentence: String
  /// One to five.
  public var cells: [CellPhrase]
  public var source: KnowledgeSource { .builtIn }
}
