import Autodiff
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import Testing

@Suite("Novelty")
struct NoveltyTests {
  private static func tuned(_ section: CellSection) throws -> TissueModel {
    let (model, labelled, tasks) = try PlantedTissue.prepared([section])
    let options = FinetuningOptions(epochs: 2, seed: 3)
    return try Finetuning(model, options: options, threads: 2)(
      labelled, tasks: tasks, vocabulary: model.vocabulary)
  }

  /// The section without the labels of the cells for which `hides` holds, or without these cells.
  private static func hiding(
    _ section: CellSection, cells: Bool = false, where hides: (_ cell: Int, _ code: Int32) -> Bool
  ) -> CellSection {
    var section = section
    let column = section.labels[0]
    let kept = column.codes.indices.filter { !hides($0, column.codes[$0]) }
    if cells { return Self.selecting(kept, of: section) }
    section.labels = [
      LabelColumn(
        name: "label", categories: column.categories,
        codes: column.codes.enumerated().map { hides($0, $1) ? -1 : $1 })
    ]
    return section
  }

  private static func selecting(_ cells: [Int], of section: CellSection) -> CellSection {
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    for cell in cells {
      let entries = section.counts.rowStarts[cell]..<section.counts.rowStarts[cell + 1]
      columns += section.counts.columns[entries]
      values += section.counts.values[entries]
      starts.append(columns.count)
    }
    return CellSection(
      name: section.name, cellIDs: cells.map { section.cellIDs[$0] }, genes: section.genes,
      counts: CountMatrix(
        rowStarts: starts, columns: columns, values: values,
        columnCount: section.counts.columnCount),
      coordinates: section.coordinates?.selecting(cells),
      labels: section.labels.map { $0.selecting(cells) })
  }

  private static func novelty(
    _ model: TissueModel, _ section: CellSection, threads: Int = 1
  ) throws -> [Float] {
    let prepared = try PreparedSection(
      section, vocabulary: model.vocabulary, neighbours: 24, threads: threads)
    let labels = SectionAnnotation(prepared, model: model, in: Workspace(threads: threads)).labels
    return try #require(labels[0].novelty)
  }

  /// How well novelty finds the third type, and how many of the others lie above the threshold.
  private static func found(
    _ model: TissueModel, seed: UInt64
  ) throws -> (area: Double, lost: Double) {
    let test = PlantedTissue.scatteredTypes(seed: seed)
    let novelty = try novelty(model, test)
    let isNew = test.labels[0].codes.map { $0 == 2 }
    let area = areaUnderROC(scores: novelty.map { Double($0) }, isPositive: isNew)
    let most = Float(try #require(model.tasks[0].novelty?.threshold))
    let known = novelty.indices.filter { !isNew[$0] }
    return (
      try #require(area), Double(known.count { novelty[$0] > most }) / Double(known.count)
    )
  }

  @Test("finds a type whose cells lay unlabelled among the labelled ones")
  func unlabelledType() throws {
    let section = Self.hiding(PlantedTissue.scatteredTypes(seed: 21)) { $1 == 2 }
    let model = try Self.tuned(section)
    #expect(model.tasks[0].novelty?.unlabelled != nil)
    let (area, lost) = try Self.found(model, seed: 22)
    #expect(area > 0.98 && lost < 0.06, "\(area), \(lost)")
  }

  @Test("finds a type that was nowhere in training")
  func absentType() throws {
    let section = Self.hiding(PlantedTissue.scatteredTypes(seed: 23), cells: true) { $1 == 2 }
    let model = try Self.tuned(section)
    #expect(model.tasks[0].novelty?.unlabelled == nil)
    let (area, lost) = try Self.found(model, seed: 24)
    #expect(area > 0.95 && lost < 0.06, "\(area), \(lost)")
  }

  @Test(
    "a known type is not new for genes that a part of training, or the section, did not measure")
  func panels() throws {
    let all = PlantedTissue.scatteredTypes(seed: 37)
    var other = PlantedTissue.scatteredTypes("other", seed: 38)
    other.genes = (0..<PlantedTissue.genes).map { Gene(name: $0 < 6 ? "gene\($0)" : "other\($0)") }
    // Each type is labelled where the other panel was used, but for the first.
    let first = Self.hiding(all, cells: true) { $1 == 1 }
    let second = Self.hiding(other, cells: true) { $1 == 2 }
    let (model, labelled, tasks) = try PlantedTissue.prepared([first, second])
    let tuned = try Finetuning(model, options: FinetuningOptions(epochs: 2, seed: 3), threads: 2)(
      labelled, tasks: tasks, vocabulary: model.vocabulary)
    // Six genes in common are too few for a space.
    #expect(tuned.tasks[0].novelty?.walk == nil)
    let most = Float(try #require(tuned.tasks[0].novelty?.threshold))
    for test in [PlantedTissue.scatteredTypes(seed: 39), first, second] {
      let lost = try Self.novelty(tuned, test).count { $0 > most }
      #expect(Double(lost) < 0.06 * Double(test.cellCount), "\(lost) of \(test.cellCount)")
    }
  }

  @Test("a single gene that its category does not express gives a cell away")
  func unexplainedGene() throws {
    var model = try Self.tuned(PlantedTissue.scatteredTypes(seed: 34))
    #expect(model.tasks[0].novelty?.unexplained != nil)
    var test = PlantedTissue.scatteredTypes(seed: 35)
    // Every tenth cell of the first type has a marker of the second besides its own.
    let strange = (0..<test.cellCount).map { test.labels[0].codes[$0] == 0 && $0 % 10 == 0 }
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    for cell in 0..<test.cellCount {
      for gene in 0..<Int32(test.counts.columnCount) {
        let entries = test.counts.rowStarts[cell]..<test.counts.rowStarts[cell + 1]
        let count = entries.first { test.counts.columns[$0] == gene }.map { test.counts.values[$0] }
        let more: Int32 = strange[cell] && gene == 1 ? 8 : 0
        guard (count ?? 0) + more > 0 else { continue }
        columns.append(gene)
        values.append((count ?? 0) + more)
      }
      starts.append(columns.count)
    }
    test.counts = CountMatrix(
      rowStarts: starts, columns: columns, values: values, columnCount: test.counts.columnCount)
    func area() throws -> Double {
      let novelty = try Self.novelty(model, test).map { Double($0) }
      return try #require(areaUnderROC(scores: novelty, isPositive: strange))
    }
    let with = try area()
    model.tasks[0].novelty?.unexplained = nil
    let without = try area()
    #expect(with > 0.95 && with > without + 0.05, "\(with), \(without)")
  }

  @Test("finds a region that was nowhere in training by what surrounds its cells")
  func absentRegion() throws {
    let section = Self.hiding(Self.bands(seed: 41), cells: true) { $1 == 2 }
    var model = try Self.tuned(section)
    #expect(model.tasks[0].novelty?.kind == .linearRings)
    #expect(model.tasks[0].novelty?.surroundings != nil)
    let test = Self.bands(seed: 42)
    let isNew = test.labels[0].codes.map { $0 == 2 }
    func found() throws -> (area: Double, novelty: [Float]) {
      let novelty = try Self.novelty(model, test)
      let area = areaUnderROC(scores: novelty.map { Double($0) }, isPositive: isNew)
      return (try #require(area), novelty)
    }
    let with = try found()
    let most = Float(try #require(model.tasks[0].novelty?.threshold))
    let lost = isNew.indices.count { !isNew[$0] && with.novelty[$0] > most }
    #expect(Double(lost) < 0.06 * Double(isNew.count { !$0 }), "\(lost)")
    model.tasks[0].novelty?.surroundings = nil
    let without = try found()
    #expect(with.area > 0.97 && with.area > without.area + 0.02, "\(with.area), \(without.area)")
  }

  /// Three bands over and over; in each two thirds of the cells are of the band's own type, the others of any.
  private static func bands(seed: UInt64) -> CellSection {
    PlantedTissue.section("bands", rows: 36, columns: 24, types: 3, seed: seed) { row, _, draw in
      draw < 0.67 ? row / 6 % 3 : Int(draw * 100) % 3
    } label: { row, _, _ in
      row / 6 % 3
    }
  }

  @Test("genes that no cell expresses take no other's place among those that tell a region")
  func silentGenes() throws {
    var section = Self.hiding(Self.bands(seed: 43), cells: true) { $1 == 2 }
    section.genes = (0..<320).map { Gene(name: "a silent one \($0)") } + section.genes
    section.counts = CountMatrix(
      rowStarts: section.counts.rowStarts, columns: section.counts.columns.map { $0 + 320 },
      values: section.counts.values, columnCount: section.genes.count)
    let model = try Self.tuned(section)
    #expect(model.tasks[0].novelty?.surroundings != nil)
    let test = Self.bands(seed: 44)
    // A section that lacks nine of ten genes that are asked is told by the energy.
    var without = model
    without.tasks[0].novelty?.surroundings = nil
    let (told, energy) = (try Self.novelty(model, test), try Self.novelty(without, test))
    #expect(told == energy)
    var whole = test
    whole.genes = section.genes
    whole.counts = CountMatrix(
      rowStarts: test.counts.rowStarts, columns: test.counts.columns.map { $0 + 320 },
      values: test.counts.values, columnCount: section.genes.count)
    let novelty = try Self.novelty(model, whole).map { Double($0) }
    let area = areaUnderROC(
      scores: novelty, isPositive: test.labels[0].codes.map { $0 == 2 })
    #expect(try #require(area) > 0.9)
  }

  @Test("learns nothing from cells that lie unlabelled by chance")
  func unlabelledByChance() throws {
    let section = Self.hiding(PlantedTissue.scatteredTypes(seed: 25)) { cell, _ in
      mix(7, UInt64(cell)) % 3 == 0
    }
    let model = try Self.tuned(section)
    let rule = try #require(model.tasks[0].novelty)
    #expect(rule.threshold != nil && rule.unlabelled == nil)
  }

  @Test("depends neither on the order of the cells, nor on threads, nor on how the section lies")
  func invariance() throws {
    let model = try Self.tuned(
      Self.hiding(PlantedTissue.scatteredTypes(seed: 26)) { $1 == 2 })
    #expect(model.tasks[0].novelty?.walk != nil)
    let test = PlantedTissue.scatteredTypes(seed: 27)
    let straight = try Self.novelty(model, test)
    #expect(try Self.novelty(model, test, threads: 2) == straight)
    let order = Array((0..<test.cellCount).reversed())
    #expect(try Self.novelty(model, Self.selecting(order, of: test)) == straight.reversed())
    var turned = test
    let place = try #require(test.coordinates)
    turned.coordinates = Coordinates(
      x: zip(place.x, place.y).map { 0.6 * $0 - 0.8 * $1 + 40 },
      y: zip(place.x, place.y).map { 0.8 * $0 + 0.6 * $1 - 7 }, unit: .unknown)
    #expect(try Self.novelty(model, turned) == straight)
  }

  @Test(
    "is told by a model that was written and read as before, and not by one from before there was any"
  )
  func folder() throws {
    let model = try Self.tuned(
      Self.hiding(PlantedTissue.scatteredTypes(seed: 28)) { $1 == 2 })
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    let folder = ModelFolder(url)
    try folder.write(model, card: "")
    let test = PlantedTissue.scatteredTypes(seed: 29)
    let straight = try Self.novelty(model, test)
    #expect(try Self.novelty(folder.read(), test) == straight)
    let file = url.appendingPathComponent("labels.json")
    var tasks = try JSONDecoder().decode([LabelTask].self, from: Data(contentsOf: file))
    tasks[0].novelty = nil
    try JSONEncoder().encode(tasks).write(to: file)
    let old = try folder.read()
    let prepared = try PreparedSection(
      test, vocabulary: old.vocabulary, neighbours: 24, threads: 1)
    let labels = SectionAnnotation(prepared, model: old, in: Workspace(threads: 1)).labels[0]
    #expect(labels.novelty == nil)
    let known = SectionAnnotation(prepared, model: model, in: Workspace(threads: 1)).labels[0]
    #expect(labels.values == known.values)
  }

  @Test("a model from before there was the walk is read, and tells novelty by scarcity")
  func beforeTheWalk() throws {
    let (model, _, _) = try PlantedTissue.prepared([PlantedTissue.scatteredTypes(seed: 32)])
    var task = try Self.tuned(PlantedTissue.scatteredTypes(seed: 32)).tasks[0]
    task.novelty = NoveltyRule(
      kind: .linearOwn, energy: .init(mean: 0, deviation: 1),
      scarcity: .init(deviation: 1, cells: 60), width: nil)
    let old = TissueModel(
      model.configuration, vocabulary: model.vocabulary, geneScale: model.geneScale,
      trainingSections: model.trainingSections, tasks: [task], seed: 4)
    let name = try #require(old.store.names.first { $0.hasSuffix("novelty.labelled") })
    #expect(old.store.parameter(named: name)?.columns == 24)
    #expect(!old.store.names.contains { $0.hasSuffix("novelty.categories") })
    var generator = SeededGenerator(seed: 36)
    for name in old.store.names where name.contains(".novelty.") {
      let parameter = try #require(old.store.parameter(named: name))
      parameter.assign(
        (0..<parameter.rows * parameter.columns).map { _ in Float(generator.normal()) })
    }
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try ModelFolder(url).write(old, card: "")
    let test = PlantedTissue.scatteredTypes(seed: 33)
    let straight = try Self.novelty(old, test)
    #expect(straight.allSatisfy { $0.isFinite })
    var without = old
    without.tasks[0].novelty?.scarcity = nil
    #expect(try Self.novelty(without, test) != straight)
    #expect(try Self.novelty(ModelFolder(url).read(), test) == straight)
  }

  @Test("is raw and has no threshold where nothing can be validated")
  func unvalidated() throws {
    let all = PlantedTissue.scatteredTypes(seed: 30)
    let shown = (0..<3).compactMap { code in all.labels[0].codes.firstIndex(of: code) }
    let section = Self.hiding(all) { cell, _ in !shown.contains(cell) }
    let model = try Self.tuned(section)
    #expect(model.tasks[0].novelty == .untried)
    let novelty = try Self.novelty(model, PlantedTissue.scatteredTypes(seed: 31))
    #expect(novelty.allSatisfy { $0.isFinite })
  }
}
