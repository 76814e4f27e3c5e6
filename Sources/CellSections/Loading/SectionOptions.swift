import ParallelLoops

/// What the user says about a file that the file itself may not say.
public struct SectionOptions: Sendable, Equatable {
  /// The `obs` key that tells sections apart; `section` where nil, if the file has it.
  public var sectionKey: String?
  /// The element that holds counts: `X`, `raw`, or the name of a layer; found where nil.
  public var countsElement: String?
  /// What passes for counts.
  public var countsPolicy: CountsPolicy
  /// The `obsm` key of the coordinates; `spatial` or `X_spatial` where nil, or `obs` columns.
  public var coordinatesKey: String?
  /// What one step of a coordinate is; overrides what the file says.
  public var unit: LengthUnit?
  /// The species; overrides what the file says.
  public var species: String?
  /// `obs` keys that must be read as labels, however many values they have.
  public var labelKeys: [String]
  /// How many threads unpack values; no result depends on it.
  public var threads: Int

  public init(
    sectionKey: String? = nil, countsElement: String? = nil,
    countsPolicy: CountsPolicy = .wholeNumbers, coordinatesKey: String? = nil,
    unit: LengthUnit? = nil, species: String? = nil, labelKeys: [String] = [],
    threads: Int = coreCount
  ) {
    self.sectionKey = sectionKey
    self.countsElement = countsElement
    self.countsPolicy = countsPolicy
    self.coordinatesKey = coordinatesKey
    self.unit = unit
    self.species = species
    self.labelKeys = labelKeys
    self.threads = threads
  }
}

/// What passes for counts.
public enum CountsPolicy: Sendable, Equatable {
  /// Whole numbers from 0 up, in whatever type they are stored.
  case wholeNumbers
  /// Scores too: each is multiplied by `scale` and rounded. Negative values are refused all the same.
  case acceptNonInteger(scale: Double = 1)
}
