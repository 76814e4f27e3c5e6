import CellSections
import Foundation
import SectionAnalysis
import Testing

@Suite(.enabled(if: StarmapData.isWanted, "HISTOGLOT_DATA is absent"))
struct StarmapAgreementTests {
  private struct Gold: Decodable {
    var trainSection: String
    var testSection: String
    var c: Double
    var everyNth: Int
    var accuracy: Double
    var classes: [Int]
    var probabilities: [[Double]]
  }

  @Test func `probabilities on real counts are scikit-learn's within 1e-3`() throws {
    let gold = try JSONDecoder().decode(
      Gold.self, from: Data(contentsOf: goldFile("starmap.json")))
    let path = try #require(StarmapData.path, "the data of the tests is required and absent")
    let sections = try SectionFile(path: path).read().sections
    let train = try #require(sections.first { $0.name == gold.trainSection })
    let test = try #require(sections.first { $0.name == gold.testSection })
    let totals = sections.flatMap { $0.counts.rowTotals() }.filter { $0 > 0 }.sorted()
    let half = totals.count / 2
    let median =
      totals.count.isMultiple(of: 2)
      ? Double(totals[half - 1] + totals[half]) / 2 : Double(totals[half])
    let labels = try #require(train.label("cell_type"))
    let model = try LogisticRegression(
      expression(train, median), labels: labels.codes, classCount: labels.categories.count,
      options: .init(inversePenalty: gold.c, gradientTolerance: 1e-7))
    #expect(model.hasConverged)
    #expect(model.trainedClasses == gold.classes)

    let unseen = expression(test, median)
    let truth = try #require(test.label("cell_type"))
    let report = try ClassificationReport(
      truth: truth.codes, predicted: model.predictions(unseen),
      classCount: labels.categories.count)
    #expect(abs(report.accuracy - gold.accuracy) < 0.002)
    let kept = Array(stride(from: 0, to: test.cellCount, by: gold.everyNth))
    let probabilities = model.probabilities(unseen.selectingRows(kept))
    #expect(kept.count == gold.probabilities.count)
    for (row, expected) in gold.probabilities.enumerated() {
      let ofTrained = gold.classes.map { probabilities[row, $0] }
      #expect(largestGap(ofTrained, expected) < 1e-3, "row \(row)")
    }
  }

  private func expression(_ section: CellSection, _ median: Double) -> FeatureMatrix {
    let totals = section.counts.rowTotals()
    var features = FeatureMatrix(rowCount: section.cellCount, columnCount: section.geneCount)
    for cell in 0..<section.cellCount {
      for entry in section.counts.entries(of: cell) {
        let scaled = Double(section.counts.values[entry]) * median / Double(max(totals[cell], 1))
        features[cell, Int(section.counts.columns[entry])] = log1p(scaled)
      }
    }
    return features
  }
}

/// The real section the test needs: under HISTOGLOT_DATA, or `../shared/data` beside the package.
private enum StarmapData {
  static let path: String? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["HISTOGLOT_DATA"]
      ?? root.deletingLastPathComponent().appending(path: "shared/data")
      .path(percentEncoded: false)
    let path = folder + "/sections/starmap_mpfc_dev.h5ad"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// Whether the test runs: not where the data is absent and may be.
  static let isWanted =
    path != nil || ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"
}
