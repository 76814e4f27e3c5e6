import CellSections
import Foundation
import SectionAnalysis
import SectionSimulator
import Testing

/// The committed sections of `spatial-fixtures/`.
private enum Fixtures {
  struct Manifest: Decodable {
    struct File: Decodable {
      var file: String
      var command: String
      var seed: UInt64
      var sha256: String
    }
    var files: [File]
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "spatial-fixtures")

  static func manifest() throws -> Manifest {
    let data = try Data(contentsOf: folder.appending(path: "MANIFEST.json"))
    return try JSONDecoder().decode(Manifest.self, from: data)
  }

  static func sections(_ file: String) throws -> [CellSection] {
    try SectionFile(path: folder.appending(path: file).path(percentEncoded: false)).read().sections
  }
}

@Suite struct FixtureTests {
  @Test func `files are those of the manifest, byte for byte`() throws {
    let manifest = try Fixtures.manifest()
    let present = try FileManager.default.contentsOfDirectory(
      atPath: Fixtures.folder.path(percentEncoded: false))
    #expect(Set(present) == Set(manifest.files.map(\.file) + ["MANIFEST.json"]))
    for entry in manifest.files {
      let bytes = try Data(contentsOf: Fixtures.folder.appending(path: entry.file))
      #expect(sha256(bytes) == entry.sha256, "\(entry.file) differs; run tools/make-fixtures")
      #expect(entry.command.hasSuffix("--seed \(entry.seed)"))
    }
  }

  @Test func `the hash is SHA-256: the standard's own examples`() {
    #expect(
      sha256(Data("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(
      sha256(Data(twoBlocks.utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test func `the simulator of today makes the sections in the files`() throws {
    let recipes: [(String, SimulationRecipe, Range<Int>)] = [
      ("cortex-training.h5ad", SimulationRecipe(sections: 3, seed: 1), 0..<3),
      ("cortex-held-out.h5ad", SimulationRecipe(seed: 2), 0..<1),
      (
        "cortex-panels-panel2.h5ad",
        SimulationRecipe(cells: 500, sections: 2, panels: 2, seed: 3), 1..<2
      ),
      (
        "cortex-mislabelled.h5ad", SimulationRecipe(cells: 1_500, mislabelled: 0.3, seed: 4), 0..<1
      ),
    ]
    for (file, recipe, range) in recipes {
      let stored = try Fixtures.sections(file)
      let made = try simulate(recipe)[range]
      #expect(stored.count == made.count)
      for (old, new) in zip(stored, made) {
        #expect(old.name == new.name)
        #expect(old.counts == new.counts, "\(file) has other counts")
        #expect(old.coordinates == new.coordinates)
        #expect(old.genes.map(\.name) == new.genes.map(\.name))
        for label in new.labels { #expect(old.label(label.name) == label) }
      }
    }
  }

  @Test func `own expression is not enough: types within .70–.85, layers at most .65`() throws {
    let task = try DifficultyTask()
    let types = try task.accuracy(of: "cell_type", withNeighbours: false)
    #expect(types >= 0.70 && types <= 0.85)
    #expect(try task.accuracy(of: "region", withNeighbours: false) <= 0.65)
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
    training = try Fixtures.sections("cortex-training.h5ad")
    heldOut = try Fixtures.sections("cortex-held-out.h5ad")
  }

  /// The accuracy of logistic regression on the held-out section.
  func accuracy(of label: String, withNeighbours: Bool) throws -> Double {
    let (features, labels, classes) = try inputs(training, label, withNeighbours)
    let (unseen, truth, _) = try inputs(heldOut, label, withNeighbours)
    let model = try LogisticRegression(
      features, labels: labels, classCount: classes,
      options: .init(inversePenalty: 0.03, gradientTolerance: 1e-4))
    return try ClassificationReport(
      truth: truth, predicted: model.predictions(unseen), classCount: classes
    ).accuracy
  }

  private func inputs(
    _ sections: [CellSection], _ label: String, _ withNeighbours: Bool
  ) throws -> (FeatureMatrix, [Int32], Int) {
    var values: [Double] = []
    var labels: [Int32] = []
    var (width, classes) = (0, 0)
    for section in sections {
      let column = try #require(section.label(label))
      labels += column.codes
      classes = column.categories.count
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
      FeatureMatrix(rowCount: labels.count, columnCount: width, values: values), labels, classes
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
