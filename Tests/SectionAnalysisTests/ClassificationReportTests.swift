import CellSections
import SectionAnalysis
import Testing

@Suite struct ClassificationReportTests {
  @Test func `scores equal scikit-learn's, unknown predictions included`() throws {
    let gold = try AnalysisGold.read().classification
    let report = try ClassificationReport(
      truth: gold.truth, predicted: gold.predicted, classCount: 5)
    #expect(abs(report.accuracy - gold.accuracy) < 1e-12)
    #expect(abs(report.macroF1 - gold.macroF1) < 1e-12)
    #expect(largestGap(report.classes.map(\.precision), gold.precision) < 1e-8)
    #expect(largestGap(report.classes.map(\.recall), gold.recall) < 1e-8)
    #expect(largestGap(report.classes.map(\.f1), gold.f1) < 1e-8)
    #expect(report.classes.map(\.support) == gold.support)
    let confusion = (0..<25).map { report.confusion[$0 / 5, $0 % 5] }
    #expect(confusion == gold.confusion)
  }

  @Test func `missing truth is left out, unknown predictions count as wrong`() throws {
    let report = try ClassificationReport(
      truth: [0, 0, 1, -1, 1], predicted: [0, -1, 1, 0, 0], classCount: 2)
    #expect(report.labelledCells == 4)
    #expect(report.unlabelledCells == 1)
    #expect(report.unknownCells == 1)
    #expect(report.accuracy == 0.5)
    #expect(report.accuracyOfAnswered == 2.0 / 3)
    #expect(report.confusion.unknown(of: 0) == 1)
    #expect(report.classes[0].precision == 0.5)
  }

  @Test func `nothing answered has no accuracy of answers`() throws {
    let report = try ClassificationReport(truth: [0, 1], predicted: [-1, -1], classCount: 2)
    #expect(report.accuracy == 0)
    #expect(report.accuracyOfAnswered == nil)
  }

  @Test func `no true label at all is an error that says what to do`() {
    let error = #expect(throws: AnalysisError.self) {
      try ClassificationReport(truth: [-1, -1], predicted: [0, 0], classCount: 1)
    }
    #expect(error?.reason == .noLabelledCells)
    #expect(error?.description.contains("name a label column") == true)
  }

  @Test func `label columns with other category orders are compared by name`() throws {
    let truth = LabelColumn(
      name: "a", categories: ["Sst", "Vip", "Unknown"], codes: [0, 1, 2, -1])
    let predicted = LabelColumn(
      name: "b", categories: ["Vip", "Unknown", "Pvalb", "Sst"], codes: [3, 2, 0, 1])
    let comparison = LabelComparison(truth: truth, predicted: predicted)
    #expect(comparison.categories == ["Sst", "Vip", "Pvalb"])
    #expect(comparison.truth == [0, 1, -1, -1])
    #expect(comparison.predicted == [0, 2, 1, -1])
    #expect(try ClassificationReport(comparison).accuracy == 0.5)
  }
}
