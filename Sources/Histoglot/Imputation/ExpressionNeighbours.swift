import CellSections
import SectionAnalysis

/// The cells of a section that are most alike in all it measured, themselves and their surroundings: what is noise in
/// one of them is averaged out over them.
struct ExpressionNeighbours: Sendable {
  /// Nearest first, without the cell itself.
  let lists: NeighbourLists

  /// - Parameters:
  ///   - columns: the genes looked at.
  ///   - near: neighbours in space; their mean counts by `ringWeight`.
  ///   - cells: looks at these alone; nil for all.
  init(
    _ section: CellSection, columns: [Int], near: NeighbourLists?,
    ringWeight: Double = 0.3, components: Int = 20, count: Int, cells: [Int]? = nil, threads: Int
  ) throws {
    let statistics = SectionStatistics(section.counts.selectingColumns(columns))
    let expression = section.counts.logExpression(of: columns, statistics)
    let own = expression.standardized()
    var features = own
    if let near, ringWeight > 0 {
      features = own.joined(
        with: near.means(of: own).standardized().scaled(by: ringWeight))
    }
    if let cells { features = features.selectingRows(cells) }
    let scores = try PrincipalComponents(features, count: components).scores(features)
    lists = NeighbourLists(nearestRowsOf: scores, count: count, threads: threads)
  }

  /// `share` of the mean over a cell and its `count` most alike, and the rest of the cell's own value.
  func smoothed(_ values: FeatureMatrix, count: Int, share: Double = 0.7) -> FeatureMatrix {
    var smoothed = lists.means(of: values, ring: 0..<count, ownWeight: 1)
    for place in smoothed.values.indices {
      smoothed.values[place] = share * smoothed.values[place] + (1 - share) * values.values[place]
    }
    return smoothed
  }
}
