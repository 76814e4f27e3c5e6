/// Recall at k of cells by texts and of texts by cells, strictly and by label, with chance beside it.
public struct RetrievalReport: Sendable, Equatable {
  /// R@k of one way of asking.
  public struct Recall: Sendable, Equatable {
    public var cutoff: Int
    /// The mean over pools, or over all cells where there is no pool.
    public var recall: Double
    /// The standard deviation over pools; nil where there is one, or none.
    public var deviation: Double?
    /// What a random order reaches, exactly.
    public var chance: Double
    /// What a perfect model reaches; below 1 where cells share a text.
    public var most: Double
  }

  /// Cells of each pool: as many as were asked for, or all there are.
  public let poolSize: Int
  public let poolCount: Int
  /// Each cell of a pool ranks the pool's texts; right is its own alone.
  public let ownText: [Recall]
  /// Each cell's text ranks the cells of its pool; right is that cell alone.
  public let ownCell: [Recall]
  /// Each cell ranks all labels' texts; over all cells.
  public let labelText: [Recall]
  /// The same, each label of the cells counted alike however many cells it has.
  public let labelTextOfLabels: [Recall]
  /// Each label of a pool ranks its cells; right are all of the label.
  public let labelCell: [Recall]

  /// - Parameters:
  ///   - poolSize: at least 1; where there are fewer cells, all of them are the one pool.
  ///   - poolCount: at least 1.
  /// - Throws: `AnalysisError` where there is no cell.
  public init(
    _ scores: CellTextScores, poolSize: Int, poolCount: Int, cutoffs: [Int] = [1, 5, 10],
    using generator: inout some RandomNumberGenerator
  ) throws {
    precondition(
      poolSize > 0 && poolCount > 0, "RetrievalReport: \(poolCount) pools of \(poolSize) cells")
    let all = Array(0..<scores.cellCount)
    if all.isEmpty { throw AnalysisError("retrieval", .noLabelledCells) }
    let pools =
      poolSize < all.count
      ? randomPools(of: all.count, size: poolSize, count: poolCount, using: &generator) : [all]
    self.poolSize = min(poolSize, all.count)
    self.poolCount = pools.count

    func overPools(
      _ ranks: ([Int]) -> [TiedRank], most: (Int, [Int]) -> Double
    ) -> [Recall] {
      let ranked = pools.map(ranks)
      return cutoffs.map { k in
        let recalls = ranked.map { $0.recall(at: k) }
        return Recall(
          cutoff: k, recall: mean(recalls), deviation: sampleDeviation(recalls),
          chance: mean(ranked.map { $0.chance(at: k) }), most: mean(pools.map { most(k, $0) }))
      }
    }
    ownText = overPools(scores.ranksOfOwnText, most: scores.mostOwn)
    ownCell = overPools(scores.ranksOfOwnCell, most: scores.mostOwn)
    labelCell = overPools(scores.ranksOfLabelCell) { _, _ in 1 }

    let ranks = scores.ranksOfLabelText(in: all)
    labelText = cutoffs.map {
      Recall(
        cutoff: $0, recall: ranks.recall(at: $0), deviation: nil, chance: ranks.chance(at: $0),
        most: 1)
    }
    let ofLabels = Dictionary(grouping: all) { scores.textOfCell[$0] }
      .sorted { $0.key < $1.key }.map { label in label.value.map { ranks[$0] } }
    labelTextOfLabels = cutoffs.map { k in
      Recall(
        cutoff: k, recall: mean(ofLabels.map { $0.recall(at: k) }), deviation: nil,
        chance: mean(ofLabels.map { $0.chance(at: k) }), most: 1)
    }
  }
}

/// Pools of different cells, each drawn from all. Complexity: O(cells + pools × size).
private func randomPools(
  of cells: Int, size: Int, count: Int, using generator: inout some RandomNumberGenerator
) -> [[Int]] {
  var order = Array(0..<cells)
  return (0..<count).map { _ in
    for place in 0..<size {
      order.swapAt(place, Int.random(in: place..<cells, using: &generator))
    }
    return Array(order[..<size])
  }
}

private func mean(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(max(1, values.count))
}

private func sampleDeviation(_ values: [Double]) -> Double? {
  if values.count < 2 { return nil }
  let centre = mean(values)
  let squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  return (squares / Double(values.count - 1)).squareRoot()
}
