import Autodiff
import CellSections
import Histoglot
import SectionAnalysis
import Testing

@Suite("Rings of neighbours") struct RingTests {
  func model(rings: [Int]) -> TissueModel {
    let plain = SmallTissue.model()
    return TissueModel(
      plain.configuration, vocabulary: plain.vocabulary, geneScale: plain.geneScale,
      trainingSections: [],
      tasks: [LabelTask(key: "layer", categories: ["upper", "lower"], colors: nil, rings: rings)],
      seed: 1)
  }

  /// What the linear expert on rings sees of all cells of a section.
  func features(_ tissue: SmallTissue, rings: [Int]) throws -> FeatureMatrix {
    let model = model(rings: rings)
    let labelled = try LabelledSection(
      try tissue.prepared(), labels: tissue.section.labels, tasks: model.tasks)
    let jobs = LinearTraining.jobs(
      for: model, sections: [labelled],
      trains: [[Bool](repeating: true, count: labelled.section.cellCount)]
    ) { _, kind in kind == .linearRings ? LinearInput(inversePenalty: 1) : nil }
    return LinearTraining().problem(jobs[0]).features
  }

  @Test(
    "Each ring is the mean over the cells from the one before it on",
    arguments: [[5, 15, 45, 135], [10, 24], [3]])
  func means(rings: [Int]) throws {
    let tissue = SmallTissue(cells: 300, seed: 4)
    let features = try features(tissue, rings: rings)
    let graph = NeighbourGraph.tieSafeNearest(
      rings.last ?? 0, of: try #require(tissue.section.coordinates))
    #expect(features.columnCount == 24 * (1 + rings.count))
    for cell in stride(from: 0, to: 300, by: 7) {
      let near = Array(graph.neighbours(of: cell))
      // The outermost ring takes in cells that are hardly farther than its last.
      let ends = rings.dropLast() + [near.count]
      for (ring, (after, upTo)) in zip([0] + rings, ends).enumerated() {
        for gene in 0..<24 {
          let wanted =
            near[after..<upTo].reduce(0) { $0 + features[Int($1), gene] }
            / Double(upTo - after)
          #expect(abs(features[cell, 24 * (ring + 1) + gene] - wanted) < 1e-9)
        }
      }
    }
  }

  @Test("The outermost ring does not cut through a shell of a lattice")
  func lattice() throws {
    let places = SmallTissue.hexagonal(rows: 15, columns: 15)
    let tissue = SmallTissue(cells: places.count, seed: 4, positions: places)
    // Shells of 6, 6 and 6: the second ring ends amid the third, and is taken to its end.
    let features = try features(tissue, rings: [6, 14])
    let middle = 7 * 15 + 7
    let far = places.map { place in
      let (dx, dy) = (place.0 - places[middle].0, place.1 - places[middle].1)
      return (dx * dx + dy * dy).squareRoot()
    }
    for (ring, distances) in [(1, 50.0..<150.0), (2, 150.0..<250.0)] {
      let cells = places.indices.filter { distances.contains(far[$0]) }
      #expect(cells.count == 6 * ring)
      for gene in 0..<24 {
        let wanted = cells.reduce(0) { $0 + features[$1, gene] } / Double(cells.count)
        #expect(abs(features[middle, 24 * ring + gene] - wanted) < 1e-9)
      }
    }
  }

  @Test("Where a section ends before a ring begins, the cell stands for it")
  func small() throws {
    let features = try features(SmallTissue(cells: 12, seed: 4), rings: [5, 15, 45])
    for cell in 0..<12 {
      for gene in 0..<24 {
        #expect(features[cell, 72 + gene] == features[cell, gene])
        #expect(features[cell, 48 + gene].isFinite)
      }
    }
    #expect(
      (0..<12).contains { features[$0, 48] != features[$0, 0] },
      "the second ring holds six of eleven others")
  }

  @Test("A model from before there were wider rings looks at the two it learned from")
  func before() throws {
    let folder = try SmallModelFolder()
    let rings = [10, 24]
    let model = model(rings: rings)
    try ModelFolder(folder.url).write(model, card: "")
    let said = try folder.json("labels.json")
    let place = ["0", "rings"]
    #expect(said.replacing(place[...], with: nil) != said)
    try folder.write(said.replacing(place[...], with: nil), to: "labels.json")
    let read = try ModelFolder(folder.url).read()
    #expect(read.tasks[0].rings == rings)
    #expect(read.store.snapshot() == model.store.snapshot())
    #expect(read.parameterCount < self.model(rings: LabelTask.widerRings).parameterCount)
  }
}
