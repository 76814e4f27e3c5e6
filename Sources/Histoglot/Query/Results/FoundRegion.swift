/// Cells that fit a query and lie together.
public struct FoundRegion: Sendable, Equatable {
  /// How much of a region's cells are of a type.
  public struct TypeShare: Sendable, Equatable {
    public var name: String
    /// Of the region's cells.
    public var share: Double
    /// Of the section's other cells.
    public var elsewhere: Double
  }

  /// How a gene's expression differs.
  public struct GeneContrast: Sendable, Equatable {
    public var name: String
    /// `(mean inside − mean of the section's other cells) / deviation over all its cells`, of `log1p` expression.
    public var difference: Double
    /// Means of `log1p` expression.
    public var inside: Double
    public var elsewhere: Double
  }

  /// Which section it lies in.
  public var section: Int
  public var sectionName: String
  /// The section's cells in it, ascending.
  public var cells: [Int]
  /// The mean place of its cells, in steps of the coordinates.
  public var centroid: Place
  public var shape: RegionShape
  /// µm in a step; nil where unknown.
  public var micronsPerStep: Double?
  /// The mean score of its cells.
  public var score: Double
  /// `Σ (score − threshold)` over its cells, by which regions are ranked.
  public var mass: Double
  /// How often chance makes one of as much mass; see `PermutationTest`.
  public var pValue: Double
  /// The types of its cells, the most frequent first.
  public var composition: [TypeShare]
  /// The genes that tell it from the rest of the section, the most telling first.
  public var genes: [GeneContrast]

  /// What it covers, in `areaUnit`.
  public var area: Double {
    let steps = shape.area
    return micronsPerStep.map { steps * $0 * $0 } ?? steps
  }

  /// `µm²`, or `px²` where the size of a step is unknown.
  public var areaUnit: String { micronsPerStep == nil ? "px²" : "µm²" }
}
