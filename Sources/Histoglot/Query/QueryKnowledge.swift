/// A kind of cell that is known by name.
public struct KnownCell: Sendable, Equatable {
  public var name: String
  /// What it is a kind of, nearest first.
  public var lineage: [String]
  /// One line that says what it is.
  public var definition: String?
  /// Whether it is of other tissues than the sections.
  public var isElsewhere: Bool

  public init(
    name: String, lineage: [String] = [], definition: String? = nil, isElsewhere: Bool = false
  ) {
    self.name = name
    self.lineage = lineage
    self.definition = definition
    self.isElsewhere = isElsewhere
  }
}

/// A region of tissue that is known by name, and by the company that cells keep there.
public struct KnownRegion: Sendable, Equatable {
  /// A kind of cell that tells the region from the rest of its tissue.
  public struct Company: Sendable, Equatable {
    public var cells: String
    /// From −1 to 1: how much more or less of it there is than elsewhere.
    public var weight: Double

    public init(cells: String, weight: Double) {
      self.cells = cells
      self.weight = weight
    }
  }

  public var name: String
  public var synonyms: [String]
  /// One sentence that says what it is.
  public var definition: String?
  /// Where the definition is from.
  public var source: String?
  public var company: [Company]
  /// Whether it is of other tissues than the sections.
  public var isElsewhere: Bool

  public init(
    name: String, synonyms: [String] = [], definition: String? = nil, source: String? = nil,
    company: [Company], isElsewhere: Bool = false
  ) {
    self.name = name
    self.synonyms = synonyms
    self.definition = definition
    self.source = source
    self.company = company
    self.isElsewhere = isElsewhere
  }
}

/// A gene that tells kinds of cells from others.
public struct KnownMarker: Sendable, Equatable {
  public var symbol: String
  /// The names of the cells that it marks, in the order of what is known.
  public var cells: [String]

  public init(symbol: String, cells: [String]) {
    self.symbol = symbol
    self.cells = cells
  }
}

/// What queries can be about: a store of knowledge.
public protocol QueryKnowledge {
  /// What the sections are of; nil where that is not known, and then no organ is another.
  var organ: Organ? { get }
  /// The kind of cell that a label of data means; nil where it means none.
  func cell(ofLabel label: String) throws -> KnownCell?
  /// The kind of cell that words name, abbreviations among them; nil where they name none.
  func cell(named words: String) throws -> KnownCell?
  /// The region that words name.
  func region(named words: String) throws -> KnownRegion?
  /// The symbols of genes that mark cells, panel or no panel, by their small letters.
  var markers: [String: KnownMarker] { get }
  /// All kinds of cells.
  func allCells() throws -> [KnownCell]
  /// All regions.
  func allRegions() throws -> [KnownRegion]
}
