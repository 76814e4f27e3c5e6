import SectionAnalysis
import Testing

@Suite struct RankingScoresTests {
  @Test func `areas equal scikit-learn's, ties included`() throws {
    let gold = try AnalysisGold.read().ranking
    let area = try #require(areaUnderROC(scores: gold.scores, isPositive: gold.isPositive))
    let precision = try #require(averagePrecision(scores: gold.scores, isPositive: gold.isPositive))
    #expect(abs(area - gold.areaUnderROC) < 1e-12)
    #expect(abs(precision - gold.averagePrecision) < 1e-12)
  }

  @Test func `equal scores tell nothing`() {
    let positives = [true, false, true, false, false]
    #expect(areaUnderROC(scores: [2, 2, 2, 2, 2], isPositive: positives) == 0.5)
    #expect(averagePrecision(scores: [2, 2, 2, 2, 2], isPositive: positives) == 0.4)
  }

  @Test func `one class alone has no area`() {
    #expect(areaUnderROC(scores: [1, 2], isPositive: [true, true]) == nil)
    #expect(averagePrecision(scores: [1, 2], isPositive: [false, false]) == nil)
    #expect(areaUnderROC(scores: [], isPositive: []) == nil)
  }

  @Test func `listing what is above 0 gives the same area as listing everything`() throws {
    let scores = (0..<60).map { Double(max(0, ($0 * 37) % 11 - 5)) }
    let isPositive = (0..<60).map { ($0 * 7) % 5 < 2 }
    let listed = scores.indices.filter { scores[$0] > 0 }
    let dense = try #require(areaUnderROC(scores: scores, isPositive: isPositive))
    let sparse = try #require(
      areaUnderROC(
        scoresAboveZero: listed.map { scores[$0] }, isPositive: listed.map { isPositive[$0] },
        positives: isPositive.count { $0 }, negatives: isPositive.count { !$0 }))
    #expect(abs(dense - sparse) < 1e-12 && abs(dense - 0.5) > 0.001)
    #expect(
      areaUnderROC(scoresAboveZero: [], isPositive: [], positives: 3, negatives: 4) == 0.5)
    #expect(areaUnderROC(scoresAboveZero: [], isPositive: [], positives: 0, negatives: 4) == nil)
  }

  @Test func `ranks begin at 1, and equal scores share theirs`() {
    #expect(meanRanks([0.3, 0.1, 0.3, 0.9, 0.1, 0.1]) == [4.5, 2, 4.5, 6, 2, 2])
    #expect(meanRanks([]).isEmpty)
  }
}
