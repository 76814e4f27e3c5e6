/// How well each text fits each cell, and which text is each cell's own.
///
/// Cells of one label share a text, so a matrix of cells and texts holds what a matrix of cells and cells would:
/// nothing here takes more than O(cells × texts) memory.
public struct CellTextScores: Sendable {
  /// `[cells, texts]`, higher fits better; a score that is not a number counts as the lowest.
  public let scores: FeatureMatrix
  /// The row of its own text of each cell, `[cells]`.
  public let textOfCell: [Int]

  public init(scores: FeatureMatrix, textOfCell: [Int]) {
    precondition(
      scores.rowCount == textOfCell.count
        && textOfCell.allSatisfy { 0..<scores.columnCount ~= $0 },
      "CellTextScores: \(scores.rowCount) × \(scores.columnCount) scores for the texts of \(textOfCell.count) cells"
    )
    var scores = scores
    for index in scores.values.indices where scores.values[index].isNaN {
      scores.values[index] = -.infinity
    }
    self.scores = scores
    self.textOfCell = textOfCell
  }

  public var cellCount: Int { textOfCell.count }

  /// Strictly, cell → text: each cell of a pool ranks the pool's texts, one for each cell; right is its own only.
  ///
  /// Complexity: O(pool × texts).
  public func ranksOfOwnText(in pool: [Int]) -> [TiedRank] {
    let copies = cellsOfText(pool).map(\.count)
    return pool.map { cell in
      let own = scores[cell, textOfCell[cell]]
      var above = 0
      var tied = 0
      for (score, count) in zip(scores[row: cell], copies) where score >= own {
        if score > own { above += count } else { tied += count }
      }
      return TiedRank(
        candidates: pool.count, answers: 1, above: above, tied: tied, answersTied: 1)
    }
  }

  /// Strictly, text → cell: each cell's text ranks the pool's cells; right is that very cell only.
  ///
  /// Complexity: O(texts × pool log pool).
  public func ranksOfOwnCell(in pool: [Int]) -> [TiedRank] {
    let cells = cellsOfText(pool)
    return cells.indices.flatMap { text -> [TiedRank] in
      if cells[text].isEmpty { return [] }
      let ranking = Ranking(pool.map { scores[$0, text] })
      return cells[text].map { cell in
        let (above, tied) = ranking.place(of: scores[cell, text])
        return TiedRank(
          candidates: pool.count, answers: 1, above: above, tied: tied, answersTied: 1)
      }
    }
  }

  /// By label, cell → text: each cell ranks all texts, each once; right is its label's.
  ///
  /// Complexity: O(pool × texts).
  public func ranksOfLabelText(in pool: [Int]) -> [TiedRank] {
    pool.map { cell in
      let own = scores[cell, textOfCell[cell]]
      let row = scores[row: cell]
      return TiedRank(
        candidates: scores.columnCount, answers: 1, above: row.count { $0 > own },
        tied: row.count { $0 == own }, answersTied: 1)
    }
  }

  /// By label, text → cell: each text that a cell of the pool has ranks the pool's cells; right are all its cells.
  ///
  /// Complexity: O(texts × pool log pool).
  public func ranksOfLabelCell(in pool: [Int]) -> [TiedRank] {
    let cells = cellsOfText(pool)
    return cells.indices.compactMap { text in
      guard let best = cells[text].map({ scores[$0, text] }).max() else { return nil }
      let (above, tied) = Ranking(pool.map { scores[$0, text] }).place(of: best)
      return TiedRank(
        candidates: pool.count, answers: cells[text].count, above: above, tied: tied,
        answersTied: cells[text].count { scores[$0, text] == best })
    }
  }

  /// The highest strict R@k that any model reaches in a pool, in either direction: where `n` cells share a text
  /// nothing tells them apart, and `min(k, n)` of them are found. The mean of `min(1, k/n)`.
  public func mostOwn(at k: Int, in pool: [Int]) -> Double {
    let found = cellsOfText(pool).reduce(0) { $0 + min(max(0, k), $1.count) }
    return Double(found) / Double(max(1, pool.count))
  }

  /// The cells of each text, `[texts]`.
  private func cellsOfText(_ pool: [Int]) -> [[Int]] {
    var cells = [[Int]](repeating: [], count: scores.columnCount)
    for cell in pool { cells[textOfCell[cell]].append(cell) }
    return cells
  }
}

/// Scores in order.
private struct Ranking {
  private let ascending: [Double]

  init(_ scores: [Double]) { ascending = scores.sorted() }

  /// How many lie above a score, and how many are equal to it.
  func place(of score: Double) -> (above: Int, tied: Int) {
    let upper = firstPlace { $0 > score }
    return (ascending.count - upper, upper - firstPlace { $0 >= score })
  }

  private func firstPlace(where isBeyond: (Double) -> Bool) -> Int {
    var low = 0
    var high = ascending.count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(ascending[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
