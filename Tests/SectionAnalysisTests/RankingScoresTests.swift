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
}
