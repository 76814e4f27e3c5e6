import SectionAnalysis
import Testing

@Suite struct RetrievalReportTests {
  /// 300 cells of ten labels, the first of which has most; a cell's own text scores highest half the time.
  private static let scores: CellTextScores = {
    var generator = TestGenerator(state: 11)
    let textOfCell = (0..<300).map { min($0 % 20, 9) }
    let values = textOfCell.flatMap { own in
      (0..<10).map { text in
        Double.random(in: 0..<1, using: &generator) + (text == own ? 0.5 : 0)
      }
    }
    return CellTextScores(
      scores: FeatureMatrix(rowCount: 300, columnCount: 10, values: values), textOfCell: textOfCell)
  }()

  private func report(pool: Int, pools: Int, seed: UInt64 = 1) throws -> RetrievalReport {
    var generator = TestGenerator(state: seed)
    return try RetrievalReport(Self.scores, poolSize: pool, poolCount: pools, using: &generator)
  }

  @Test func `more cells asked for than there are: all of them are the one pool`() throws {
    let report = try report(pool: 256_000, pools: 50)
    #expect(report.poolSize == 300 && report.poolCount == 1)
    let all = Array(0..<300)
    for recall in report.ownText {
      #expect(recall.deviation == nil)
      #expect(recall.recall == Self.scores.ranksOfOwnText(in: all).recall(at: recall.cutoff))
      #expect(recall.recall <= recall.most)
    }
    #expect(report.ownCell.map(\.cutoff) == [1, 5, 10])
  }

  @Test func `chance is what drawing gives, whatever the scores`() throws {
    let report = try report(pool: 64, pools: 20)
    for (recall, k) in zip(report.ownText + report.ownCell, [1, 5, 10, 1, 5, 10]) {
      #expect(abs(recall.chance - Double(k) / 64) < 1e-12)
    }
    #expect(report.labelText.map(\.chance).elementsEqual([0.1, 0.5, 1]) { abs($0 - $1) < 1e-12 })
    #expect(report.ownText.allSatisfy { $0.recall > $0.chance })
    #expect(report.labelText.allSatisfy { $0.recall >= $0.chance && $0.deviation == nil })
  }

  @Test func `the same seed draws the same pools, another others`() throws {
    let one = try report(pool: 64, pools: 5)
    #expect(try one == report(pool: 64, pools: 5))
    #expect(try one != report(pool: 64, pools: 5, seed: 2))
  }

  @Test func `a pool holds no cell twice: of all but one cell, chance and bound say so`() throws {
    // Were a cell drawn twice the pool would have fewer different ones and the bound could exceed that of all.
    let report = try report(pool: 299, pools: 30)
    let most = Self.scores.mostOwn(at: 1, in: Array(0..<300))
    // One cell less: ten labels of 299, or nine where the label were gone, which none is.
    #expect(report.ownText.allSatisfy { abs($0.chance - Double($0.cutoff) / 299) < 1e-12 })
    #expect(abs(report.ownText[0].most - most * 300 / 299) < 1e-12)
  }

  @Test func `labels counted alike differ from cells counted alike only where labels do`() throws {
    let report = try report(pool: 64, pools: 2)
    var sum = 0.0
    for label in 0..<10 {
      let cells = (0..<300).filter { Self.scores.textOfCell[$0] == label }
      sum += Self.scores.ranksOfLabelText(in: cells).recall(at: 1)
    }
    #expect(abs(report.labelTextOfLabels[0].recall - sum / 10) < 1e-12)
  }

  @Test func `without cells there is nothing to report`() {
    let none = CellTextScores(
      scores: FeatureMatrix(rowCount: 0, columnCount: 3, values: [Double]()), textOfCell: [])
    var generator = TestGenerator(state: 1)
    #expect(throws: AnalysisError("retrieval", .noLabelledCells)) {
      try RetrievalReport(none, poolSize: 256, poolCount: 1, using: &generator)
    }
  }
}
