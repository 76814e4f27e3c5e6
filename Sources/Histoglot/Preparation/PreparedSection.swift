import Autodiff
import CellSections
import CellTransformer

/// A section made ready for the model: counts on its vocabulary, and who lies near whom.
public struct PreparedSection: Sendable {
  public let name: String
  public let counts: SectionCounts
  /// Each cell itself first, then its nearest cells; nil for dissociated cells.
  public let graph: NeighbourGraph?
  /// Finds wider surroundings than the graph holds; nil for dissociated cells.
  let tree: PositionTree?
  public let coordinates: Coordinates?
  /// Median distance to the nearest cell, in the unit of the coordinates.
  public let typicalDistance: Double
  /// Which genes were found in the vocabulary.
  public let genes: GeneMatchReport

  public var cellCount: Int { counts.cellCount }

  /// The least share of a section's genes that the model must know.
  public static let leastGeneShare = 0.05

  /// Maps genes and finds neighbours. Complexity: O(counts + cells log cells).
  ///
  /// - Parameters:
  ///   - neighbours: how many nearest cells the encoder attends to.
  ///   - table: other ids and orthologues.
  ///   - profile: measures the search for neighbours apart.
  /// - Throws: `SectionError` where no gene, or hardly any, is known, the species differs, or the
  ///   coordinates are not finite.
  public init(
    _ section: CellSection, vocabulary: GeneVocabulary, table: GeneTable? = nil, neighbours: Int,
    threads: Int, profile: StageProfile? = nil
  ) throws {
    let match = try vocabulary.match(section, table: table)
    genes = GeneMatchReport(match, section: section, vocabulary: vocabulary)
    try genes.require(share: Self.leastGeneShare, in: vocabulary)
    name = section.name
    let counts = SectionCounts(section.counts, vocabularyRows: match.rows, threads: threads)
    self.counts = counts
    coordinates = section.coordinates
    profile?.enter(ModelStage.neighbours)
    defer { profile?.leave() }
    let tree = section.coordinates.map {
      PositionTree(
        $0, tieBreak: counts.counts.rowFingerprints(threads: threads), threads: threads)
    }
    self.tree = tree
    graph = tree.map {
      NeighbourGraph.tieSafeNearest(neighbours, in: $0, includingSelf: true, threads: threads)
    }
    typicalDistance = tree?.medianNearestDistance(threads: threads) ?? 1
  }

  private init(
    nowhere name: String, counts: SectionCounts, genes: GeneMatchReport
  ) {
    self.name = name
    self.counts = counts
    self.genes = genes
    graph = nil
    tree = nil
    coordinates = nil
    typicalDistance = 1
  }

  /// The same cells as if they lay nowhere.
  func withoutPlaces() -> PreparedSection {
    PreparedSection(nowhere: name, counts: counts, genes: genes)
  }
}
