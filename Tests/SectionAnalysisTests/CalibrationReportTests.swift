import SectionAnalysis
import Testing

@Suite struct CalibrationReportTests {
  @Test func `expected calibration error and Brier score equal the reference`() throws {
    let gold = try AnalysisGold.read().calibration
    let probabilities = matrix(gold.logits).softmax()
    let report = try CalibrationReport(probabilities: probabilities, truth: gold.truth)
    #expect(abs(report.expectedError - gold.expectedError) < 1e-12)
    #expect(report.bins.count == 15)
    #expect(report.bins.map(\.count).reduce(0, +) == 60)
    let brier = try brierScore(probabilities: probabilities, truth: gold.truth)
    #expect(abs(brier - gold.brier) < 1e-12)
  }

  @Test func `a bin holds its upper edge`() throws {
    let report = try CalibrationReport(
      confidence: [0, 0.5, 0.500001, 1], isRight: [false, true, true, true], binCount: 2)
    #expect(report.bins.map(\.count) == [2, 2])
  }

  @Test func `cells without a true label do not count`() throws {
    let probabilities = matrix([[0.9, 0.1], [0.2, 0.8]])
    let report = try CalibrationReport(probabilities: probabilities, truth: [0, -1])
    #expect(abs(report.expectedError - 0.1) < 1e-12)
    #expect(abs(try brierScore(probabilities: probabilities, truth: [0, -1]) - 0.02) < 1e-12)
    #expect(throws: AnalysisError("calibration", .noLabelledCells)) {
      try CalibrationReport(probabilities: probabilities, truth: [-1, -1])
    }
  }
}
