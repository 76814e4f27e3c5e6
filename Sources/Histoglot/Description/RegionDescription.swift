/// What makes a region different from the rest of its section, in numbers.
public struct RegionDescription: Sendable, Equatable, Encodable {
  /// What a region is and covers.
  public struct Extent: Sendable, Equatable, Encodable {
    public var cells: Int
    public var sectionCells: Int
    /// How many cells each of its pieces that hang together has, the largest first.
    public var pieces: [Int]
    /// What its cells cover, in `areaUnit`: up to half-way to other cells, or to the reach of touching cells where
    /// there are none.
    public var area: Double
    public var sectionArea: Double
    /// `µm²`, or `px²` where the size of a step is unknown.
    public var areaUnit: String

    /// Cells in a unit of area.
    public var density: Double { Double(cells) / area }
    public var sectionDensity: Double { Double(sectionCells) / sectionArea }
  }

  /// How often a type of cell is in the region.
  public struct TypeContrast: Sendable, Equatable, Encodable {
    public var name: String
    /// The kind of cell that the name is known to mean.
    public var known: String?
    public var cells: Int
    /// Of the region's cells.
    public var share: Double
    /// Of the section's other cells; nil where there are none.
    public var elsewhere: Double?
    /// How often random regions have a share as far from what is usual, to the same side, doubled.
    public var pValue: Double?
    /// With all types that were tested.
    public var falseDiscoveryRate: Double?

    /// How many times as frequent it is; nil where there are none elsewhere.
    public var fold: Double? { elsewhere.flatMap { $0 > 0 ? share / $0 : nil } }
  }

  /// How a gene differs in the region.
  public struct GeneContrast: Sendable, Equatable, Encodable {
    public var name: String
    /// Mean counts at the section's median library size.
    public var mean: Double
    public var meanElsewhere: Double?
    /// `log₂ ((mean + .01) / (mean elsewhere + .01))`
    public var log2FoldChange: Double?
    /// How probable it is that a cell of the region has more of it than one elsewhere, equal ones counting half.
    public var areaUnderROC: Double?
    /// The share of the region's cells in which it was found.
    public var found: Double
    public var foundElsewhere: Double?
    /// How often the mean log expression of random regions is as high.
    public var pValue: Double?
    /// With all genes that were tested.
    public var falseDiscoveryRate: Double?
  }

  /// How well a known region's company of cells fits.
  public struct TermLikeness: Sendable, Equatable, Encodable {
    public var name: String
    /// How probable it is that a query for the term scores a cell of the region above one elsewhere: 1 is the region
    /// itself, .5 any.
    public var score: Double
    /// Mean query scores, in deviations over the section's cells.
    public var mean: Double
    public var meanElsewhere: Double
    /// How often random regions have as much of its company.
    public var pValue: Double
    /// With all terms that were tested.
    public var falseDiscoveryRate: Double
    public var definition: String?
    public var source: String?
  }

  /// How near texts are to the region in a model that was aligned.
  public struct TextLikeness: Sendable, Equatable, Encodable {
    public var name: String
    public var text: String
    /// With the mean of the vectors of the region's cells.
    public var cosine: Double
    /// With that of the section's other cells; nil where there are none.
    public var cosineElsewhere: Double?
  }

  /// What was described.
  public var name: String
  public var section: String
  public var extent: Extent
  /// Cells of the region that are of no type.
  public var cellsWithoutType: Int
  /// Types that the section has, those the region has most more of than the rest first; the most frequent first where
  /// there is no rest.
  public var types: [TypeContrast]
  /// Genes that were tested, the most telling first: by false discovery rate, then by area under ROC. Where there is no
  /// rest, those found in most cells first.
  public var genes: [GeneContrast]
  /// Genes that were found in too few cells of the section to be tested.
  public var genesNotTested: Int
  /// Regions that are known, those that fit best first; none where there is no rest.
  public var terms: [TermLikeness]
  /// Texts that a model was asked about, the nearest first; none without one.
  public var texts: [TextLikeness]
  /// How many random regions it was compared with.
  public var permutations: Int
  /// Whether none of its types is found elsewhere.
  public var isChosenByType: Bool {
    let own = types.filter { $0.cells > 0 }
    return !own.isEmpty && own.allSatisfy { $0.elsewhere == 0 }
  }
}

/// What shapes a description.
public struct DescriptionOptions: Sendable, Equatable {
  /// Over how many cells the scores of known regions are averaged, as queries do.
  public var smoothingCells = QueryOptions().smoothingCells
  /// How many random regions it is compared with; nil for 9,999, and fewer, but at least 999, where these would take
  /// longer than a few seconds.
  public var permutations: Int?
  public var seed: UInt64 = 0
  /// No result depends on it.
  public var threads = 1

  public init() {}

  /// - Parameter work: entries of counts and cells that a region of this size sums up.
  func permutations(forWork work: Int) -> Int {
    permutations ?? min(9_999, max(999, Self.mostWork / max(1, work)))
  }

  private static let mostWork = 1_000_000_000
}
