import SectionAnalysis
import Testing

@Suite struct CellTextScoresTests {
  /// Four cells, three texts; cells 0 and 1 share text 0, nobody has text 2.
  private let byHand = CellTextScores(
    scores: FeatureMatrix(
      rowCount: 4, columnCount: 3,
      values: [
        0.9, 0.1, 0.0,
        0.2, 0.7, 0.8,
        0.3, 0.5, 0.5,
        0.9, 0.4, 0.1,
      ] as [Double]),
    textOfCell: [0, 0, 1, 1])
  private let all = [0, 1, 2, 3]

  @Test func `by hand: cells and the texts of a pool`() {
    // Cell 0: its text is first, and cell 1's is the same. Cell 1: both copies of text 1 come first. Cell 2: its
    // text and cell 3's tie. Cell 3: both copies of text 0 come first.
    let ranks = byHand.ranksOfOwnText(in: all)
    #expect(ranks.map(\.above) == [0, 2, 0, 2] && ranks.map(\.tied) == [2, 2, 2, 2])
    #expect(ranks.recall(at: 1) == 0.25)
    #expect(ranks.recall(at: 3) == 0.75)
    #expect(ranks.chance(at: 1) == 0.25)
    #expect(byHand.mostOwn(at: 1, in: all) == 0.5 && byHand.mostOwn(at: 2, in: all) == 1)
  }

  @Test func `by hand: texts and the cells of a pool`() {
    // Text 0: cells 0 and 3 tie before cell 2 and cell 1. Text 1: cells 1, 2, 3, 0.
    let ranks = byHand.ranksOfOwnCell(in: all)
    #expect(ranks.map(\.above) == [0, 3, 1, 2] && ranks.map(\.tied) == [2, 1, 1, 1])
    let labels = byHand.ranksOfLabelCell(in: all)
    #expect(labels.map(\.above) == [0, 1] && labels.map(\.tied) == [2, 1])
    #expect(labels.recall(at: 1) == 0.25 && labels.recall(at: 2) == 1)
    #expect(labels.chance(at: 1) == 0.5)
    #expect(abs(labels.chance(at: 2) - 5.0 / 6) < 1e-15)
  }

  @Test func `by hand: cells and all labels' texts, one of which nobody has`() {
    let ranks = byHand.ranksOfLabelText(in: all)
    #expect(ranks.map(\.above) == [0, 2, 0, 1] && ranks.map(\.tied) == [1, 1, 2, 1])
    #expect(ranks.recall(at: 1) == 0.375)
    #expect(abs(ranks.chance(at: 1) - 1.0 / 3) < 1e-15)
  }

  @Test func `a perfect model reaches what shared texts allow`() {
    let textOfCell = (0..<60).map { $0 % 7 }
    let scores = scores(textOfCell, texts: 7) { cell, text in text == textOfCell[cell] ? 1 : 0 }
    let pool = Array(0..<60)
    for k in [1, 5, 10] {
      let most = scores.mostOwn(at: k, in: pool)
      #expect(abs(scores.ranksOfOwnText(in: pool).recall(at: k) - most) < 1e-12)
      #expect(abs(scores.ranksOfOwnCell(in: pool).recall(at: k) - most) < 1e-12)
      #expect(scores.ranksOfLabelText(in: pool).recall(at: k) == 1)
      #expect(scores.ranksOfLabelCell(in: pool).recall(at: k) == 1)
    }
    #expect(scores.mostOwn(at: 5, in: pool) < 0.7)
  }

  @Test func `scores that are all the same are chance exactly`() {
    let textOfCell = (0..<50).map { $0 * $0 % 11 }
    let scores = scores(textOfCell, texts: 11) { _, _ in 0.3 }
    let pool = Array(5..<45)
    for k in [1, 5, 10, 39] {
      for ranks in allWays(scores, pool) {
        #expect(abs(ranks.recall(at: k) - ranks.chance(at: k)) < 1e-12)
      }
      #expect(
        abs(scores.ranksOfOwnText(in: pool).chance(at: k) - Double(k) / 40) < 1e-12)
    }
  }

  @Test func `random scores are chance on the average, within their own sampling error`() {
    var generator = TestGenerator(state: 7)
    let textOfCell = (0..<40).map { _ in Int.random(in: 0..<9, using: &generator) }
    let pool = Array(0..<40)
    // Of each way and cutoff the recalls of many random matrices.
    var recalls = [[Double]](repeating: [], count: 12)
    var chances = [Double](repeating: 0, count: 12)
    for _ in 0..<400 {
      let scores = scores(textOfCell, texts: 9) { _, _ in
        Double.random(in: 0..<1, using: &generator)
      }
      for (way, ranks) in allWays(scores, pool).enumerated() {
        for (place, k) in [1, 5, 10].enumerated() {
          recalls[way * 3 + place].append(ranks.recall(at: k))
          chances[way * 3 + place] = ranks.chance(at: k)
        }
      }
    }
    for (values, chance) in zip(recalls, chances) {
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let error = (squares / Double(values.count * (values.count - 1))).squareRoot()
      // Four and a half standard errors: one of 12 figures lies beyond once in 10,000 seeds. Where all are
      // certain (ten places for nine texts) the error is 0.
      #expect(abs(mean - chance) <= 4.5 * error + 1e-12, "\(mean) against \(chance) ± \(error)")
    }
  }

  @Test func `the order of cells and of texts changes nothing`() {
    var generator = TestGenerator(state: 3)
    let textOfCell = (0..<30).map { _ in Int.random(in: 0..<6, using: &generator) }
    // Few levels, so that scores tie.
    let values = (0..<180).map { _ in Double(Int.random(in: 0..<4, using: &generator)) }
    let one = scores(textOfCell, texts: 6) { cell, text in values[cell * 6 + text] }
    let cells = Array(0..<30).shuffled(using: &generator)
    let texts = Array(0..<6).shuffled(using: &generator)
    let other = CellTextScores(
      scores: FeatureMatrix(
        rowCount: 30, columnCount: 6,
        values: cells.flatMap { cell in texts.map { values[cell * 6 + $0] } }),
      textOfCell: cells.map { cell in texts.firstIndex(of: textOfCell[cell]) ?? -1 })
    let pool = Array(0..<30)
    for k in 1...10 {
      for (a, b) in zip(allWays(one, pool), allWays(other, pool)) {
        #expect(abs(a.recall(at: k) - b.recall(at: k)) < 1e-12)
        #expect(abs(a.chance(at: k) - b.chance(at: k)) < 1e-12)
      }
    }
  }

  @Test func `where each cell has its own text, transposing swaps the directions`() {
    var generator = TestGenerator(state: 5)
    let values = (0..<400).map { _ in Double(Int.random(in: 0..<30, using: &generator)) }
    let own = Array(0..<20)
    let one = scores(own, texts: 20) { cell, text in values[cell * 20 + text] }
    let other = scores(own, texts: 20) { cell, text in values[text * 20 + cell] }
    for k in 1...20 {
      #expect(
        one.ranksOfOwnText(in: own).recall(at: k) == other.ranksOfOwnCell(in: own).recall(at: k))
      #expect(
        one.ranksOfOwnCell(in: own).recall(at: k) == other.ranksOfOwnText(in: own).recall(at: k))
      // Then a label is a cell, and by label is strictly.
      #expect(
        one.ranksOfOwnText(in: own).recall(at: k) == one.ranksOfLabelText(in: own).recall(at: k))
      #expect(
        one.ranksOfOwnCell(in: own).recall(at: k) == one.ranksOfLabelCell(in: own).recall(at: k))
    }
  }

  @Test func `a score that is no number is the lowest and wins nothing`() {
    let scores = CellTextScores(
      scores: FeatureMatrix(
        rowCount: 2, columnCount: 2, values: [.nan, 0, 0.1, 1] as [Double]), textOfCell: [0, 1])
    #expect(scores.ranksOfOwnText(in: [0, 1]).map(\.above) == [1, 0])
    #expect(scores.ranksOfOwnCell(in: [0, 1]).map(\.above) == [1, 0])
  }

  private func scores(
    _ textOfCell: [Int], texts: Int, _ value: (Int, Int) -> Double
  ) -> CellTextScores {
    CellTextScores(
      scores: FeatureMatrix(
        rowCount: textOfCell.count, columnCount: texts,
        values: textOfCell.indices.flatMap { cell in (0..<texts).map { value(cell, $0) } }),
      textOfCell: textOfCell)
  }

  private func allWays(_ scores: CellTextScores, _ pool: [Int]) -> [[TiedRank]] {
    [
      scores.ranksOfOwnText(in: pool), scores.ranksOfOwnCell(in: pool),
      scores.ranksOfLabelText(in: pool), scores.ranksOfLabelCell(in: pool),
    ]
  }
}
