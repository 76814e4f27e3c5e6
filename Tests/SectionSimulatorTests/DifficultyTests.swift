import CellSections
import Foundation
import SectionAnalysis
import SectionSimulator
import Testing

/// The fixtures are hard enough to mean something, and not too hard.
@Suite struct DifficultyTests {
  @Test func `own expression is not enough: types within .70–.85, layers at most .65`() throws {
    let task = try DifficultyTask()
    let types = try task.accuracy(of: "cell_type", withNeighbours: false)
    #expect(types >= 0.70 && types <= 0.85)
    let layers = try task.accuracy(of: "region", withNeighbours: false)
    // Always naming the commonest layer gives less than that.
    #expect(layers > 0.3 && layers <= 0.65)
  }

  @Test func `the tissue around a cell is: a linear model on rings passes .90 on both`() throws {
    let task = try DifficultyTask()
    #expect(try task.accuracy(of: "cell_type", withNeighbours: true) > 0.90)
    #expect(try task.accuracy(of: "region", withNeighbours: true) > 0.90)
  }
}

/// Learn on the training fixture, predict the held-out one.
private struct DifficultyTask {
  let training: [CellSection]
  let heldOut: [CellSection]

  init() throws {
    training = try Self.sections("cortex-training")
    heldOut = try Self.sections("cortex-held-out")
  }

  private static func sections(_ name: String) throws -> [CellSection] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "spatial-fixtures/\(name).h5ad")
    return try SectionFile(path: file.path(percentEncoded: false)).read().sections
  }

  /// The accuracy of logistic regression on the held-out section.
  func accuracy(of label: String, withNeighbours: Bool) throws -> Double {
    let (features, labels, names) = try inputs(training, label, withNeighbours)
    let (unseen, truth, heldOutNames) = try inputs(heldOut, label, withNeighbours)
    try #require(names == heldOutNames)
    let model = try LogisticRegression(
      features, labels: labels, classCount: names.count,
      options: .init(inversePenalty: 0.03, gradientTolerance: 1e-4))
    return try ClassificationReport(
      truth: truth, predicted: model.predictions(unseen), classCount: names.count
    ).accuracy
  }

  private func inputs(
    _ sections: [CellSection], _ label: String, _ withNeighbours: Bool
  ) throws -> (FeatureMatrix, [Int32], [String]) {
    var values: [Double] = []
    var labels: [Int32] = []
    var width = 0
    var names: [String] = []
    for section in sections {
      let column = try #require(section.label(label))
      labels += column.codes
      names = column.categories
      var features = expression(section)
      if withNeighbours {
        let graph = NeighbourGraph.nearest(40, of: try #require(section.coordinates))
        let lists = NeighbourLists(starts: graph.starts, neighbours: graph.neighbours)
        let rings = [0..<10, 10..<40].map { lists.means(of: features, ring: $0) }
        features = rings.reduce(features) { $0.joined(with: $1) }
      }
      values += features.values
      width = features.columnCount
    }
    return (
      FeatureMatrix(rowCount: labels.count, columnCount: width, values: values), labels, names
    )
  }

  /// `log1p(y · M / L)`, L a cell's counts and M their median over the section.
  private func expression(_ section: CellSection) -> FeatureMatrix {
    let totals = section.counts.rowTotals()
    let occupied = totals.filter { $0 > 0 }.sorted()
    let median = Double(occupied[occupied.count / 2])
    var features = FeatureMatrix(rowCount: section.cellCount, columnCount: section.geneCount)
    for cell in 0..<section.cellCount {
      for entry in section.counts.entries(of: cell) {
        let scaled = Double(section.counts.values[entry]) * median / Double(totals[cell])
        features[cell, Int(section.counts.columns[entry])] = log(1 + scaled)
      }
    }
    return features
  }
}
