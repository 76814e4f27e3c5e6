import CellSections
import SectionAnalysis

/// What the cells of one side, the section or the reference, are compared by: shared genes, each section in its own
/// scale, so that what two platforms see differently on the whole falls away.
struct SideFeatures: Sendable {
  /// `log1p(y · M / L)` of the genes compared, `[cells, genes]`.
  var expression: FeatureMatrix
  /// The same with mean 0 and deviation 1 over the section's cells.
  var own: FeatureMatrix
  /// Standardised means over neighbours in space; nil without coordinates.
  var ring: FeatureMatrix?
  /// Expression averaged over the cell and those of its section like it, standardised, `[cells, genes]`.
  var smoothed: FeatureMatrix
  /// `log(1 + L)`, standardised, `[cells, 1]`.
  var librarySize: FeatureMatrix

  /// Over how many cells alike, besides itself, a cell is averaged.
  static let smoothingCells = 10

  /// - Parameters:
  ///   - columns: the genes compared, in the same order on both sides.
  ///   - near: each cell's neighbours in space.
  ///   - alike: each cell's most alike in expression; nil to find them by the genes compared.
  init(
    _ section: CellSection, columns: [Int], near: NeighbourLists?,
    alike: ExpressionNeighbours? = nil, threads: Int
  ) throws {
    let counts = section.counts.selectingColumns(columns)
    let statistics = SectionStatistics(counts)
    let expression = counts.logExpression(of: Array(columns.indices), statistics)
    self.expression = expression
    own = expression.standardized()
    ring = near.map { $0.means(of: expression).standardized() }
    let likeness =
      try alike
      ?? ExpressionNeighbours(
        section, columns: columns, near: near, count: Self.smoothingCells, threads: threads)
    smoothed = likeness.smoothed(expression, count: Self.smoothingCells, share: 1).standardized()
    librarySize = FeatureMatrix(
      rowCount: section.cellCount, columnCount: 1,
      values: statistics.librarySizes.map { logarithm(1 + Double($0)) }
    ).standardized()
  }

  /// The cells of several sections one after the other; their surroundings count only where all have them.
  init(joining sides: [SideFeatures]) {
    var joined = sides[0]
    for side in sides.dropFirst() {
      joined.expression = joined.expression.stacked(on: side.expression)
      joined.own = joined.own.stacked(on: side.own)
      joined.smoothed = joined.smoothed.stacked(on: side.smoothed)
      joined.librarySize = joined.librarySize.stacked(on: side.librarySize)
      if let above = joined.ring, let below = side.ring {
        joined.ring = above.stacked(on: below)
      } else {
        joined.ring = nil
      }
    }
    self = joined
  }

  /// The chosen cells.
  func selectingCells(_ cells: [Int]) -> SideFeatures {
    var kept = self
    kept.expression = expression.selectingRows(cells)
    kept.own = own.selectingRows(cells)
    kept.smoothed = smoothed.selectingRows(cells)
    kept.ring = ring?.selectingRows(cells)
    kept.librarySize = librarySize.selectingRows(cells)
    return kept
  }
}

extension CellSection {
  /// Each cell's neighbours in space, without itself; nil without coordinates.
  func nearCells(_ count: Int, threads: Int) -> NeighbourLists? {
    coordinates.map {
      let graph = NeighbourGraph.tieSafeNearest(
        count, of: $0, tieBreak: counts.rowFingerprints(), threads: threads)
      return NeighbourLists(starts: graph.starts, neighbours: graph.neighbours)
    }
  }
}
