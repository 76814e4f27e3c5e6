import CellSections
import SectionAnalysis

/// What there is to tell a cell's expression by: the cell itself, cells like it, and cells near it.
struct DenoisingViews: Sendable {
  /// One way of looking at a gene.
  enum View: Sendable, Equatable {
    case own
    /// The mean of so many cells most alike in expression.
    case alike(Int)
    /// The mean of so many cells most alike in expression and in that of their surroundings.
    case alikeAround(Int)
    /// The mean of so many nearest cells.
    case near(Int)

    var name: String {
      switch self {
      case .own: "the cell itself"
      case .alike(let count): "\(count) cells alike"
      case .alikeAround(let count): "\(count) cells alike with alike surroundings"
      case .near(let count): "\(count) nearest cells"
      }
    }
  }

  let views: [View]
  private let counts: CountMatrix
  private let statistics: SectionStatistics
  private let alike: ExpressionNeighbours
  private let alikeAround: ExpressionNeighbours?
  private let near: NeighbourLists?

  static let fewestNear = 20

  init(_ section: CellSection, near: NeighbourLists?, options: DenoisingOptions) throws {
    let totals = section.counts.columnTotals()
    let columns = section.mostVariableGenes(
      options.mostGenes, among: totals.indices.filter { totals[$0] > 0 })
    alike = try ExpressionNeighbours(
      section, columns: columns, near: nil, count: 30, threads: options.threads)
    alikeAround = try near.map {
      try ExpressionNeighbours(
        section, columns: columns, near: $0, ringWeight: 0.5, count: 30, threads: options.threads)
    }
    self.near = near
    counts = section.counts
    statistics = SectionStatistics(section.counts)
    views =
      [.own, .alike(10), .alike(30)]
      + (near == nil ? [] : [.alikeAround(10), .alikeAround(30), .near(5), .near(20)])
  }

  /// Each view of some genes, `[cells, genes]` each, in `log1p` of normalised counts.
  func expression(of genes: [Int]) -> [FeatureMatrix] {
    let own = counts.logExpression(of: genes, statistics)
    return views.map { view in
      switch view {
      case .own: own
      case .alike(let count): alike.lists.means(of: own, ring: 0..<count)
      case .alikeAround(let count):
        alikeAround?.lists.means(of: own, ring: 0..<count) ?? own
      case .near(let count): near?.means(of: own, ring: 0..<count) ?? own
      }
    }
  }
}
