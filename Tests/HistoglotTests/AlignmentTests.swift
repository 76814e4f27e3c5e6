import Autodiff
import CellSections
import Foundation
import Histoglot
import RobustAlignment
import Testing

@Suite struct `Alignment of tissue with texts` {
  /// A vector of its own for each text, the same in every run.
  private func sentences(_ texts: [String]) -> (values: [Float], width: Int) {
    let vectors = texts.map { text in
      let seed = text.unicodeScalars.reduce(UInt64(5)) { mix($0, UInt64($1.value)) }
      var generator = SeededGenerator(seed: seed)
      return (0..<24).map { _ in Float(generator.normal()) }
    }
    return (vectors.flatMap { $0 }, 24)
  }

  /// - Parameter wrong: rows whose label is turned round.
  private func aligned(
    _ tissue: SmallTissue, wrong: Set<Int> = [], epochs: Int = 12,
    text: (String) -> String = { "the \($0) layer" }
  ) throws -> (model: TissueModel, result: Alignment.Result) {
    var tissue = tissue
    let label = tissue.section.labels[0]
    tissue.section.labels[0].codes = label.codes.enumerated().map {
      wrong.contains($0) ? 1 - $1 : $1
    }
    var model = SmallTissue.model()
    model.tasks = []
    let task = try labelTasks(keys: ["layer"], sections: [tissue.section])[0]
    let labelled = try LabelledSection(
      tissue.prepared(), labels: tissue.section.labels, tasks: [task])
    var options = AlignmentOptions()
    options.epochs = epochs
    let result = try Alignment(model, options: options, threads: 2)(
      [labelled], task: task,
      texts: task.categories.map { AlignedText(label: $0, text: text($0)) },
      sentences: sentences)
    model.alignment = result.alignment
    return (model, result)
  }

  private func share(_ model: TissueModel, _ tissue: SmallTissue) throws -> Double {
    let annotation = SectionAnnotation(
      try tissue.prepared(), model: model, in: Workspace<Float>())
    #expect(annotation.labels.map(\.task.key) == ["layer"])
    let codes = annotation.labels[0].best().codes
    let truth = tissue.section.labels[0]
    let names = annotation.labels[0].task.categories
    let right = codes.indices.count {
      names[Int(codes[$0])] == truth.categories[Int(truth.codes[$0])]
    }
    return Double(right) / Double(codes.count)
  }

  @Test func `cells of another section find their texts`() throws {
    let (model, result) = try aligned(SmallTissue(cells: 600, seed: 31))
    #expect(try share(model, SmallTissue(cells: 400, seed: 32)) > 0.85)
    #expect(result.alignment.regions != nil)
    #expect(result.reliability.count == 2)
    #expect(result.suspects.count == 600)
  }

  @Test func `the nearest text is the most probable, and texts that are the same are as near`()
    throws
  {
    let (model, _) = try aligned(SmallTissue(cells: 300, seed: 38), epochs: 3)
    let alignment = try #require(model.alignment)
    let prepared = try SmallTissue(cells: 90, seed: 39).prepared()
    let workspace = Workspace<Float>()
    let near = alignment.similarities(prepared, in: workspace)
    #expect(near.rowCount == 90 && near.columnCount == 2)
    #expect(near.values.allSatisfy { abs($0) <= 1 + 1e-5 })
    let best = alignment.labels(prepared, in: workspace).best().codes
    #expect((0..<90).map { near[$0, 0] > near[$0, 1] ? 0 : 1 } == best)

    let (doubled, _) = try aligned(
      SmallTissue(cells: 100, seed: 38), epochs: 1
    ) { _ in "a layer" }
    let same = try #require(doubled.alignment).similarities(prepared, in: workspace)
    #expect((0..<90).allSatisfy { same[$0, 0] == same[$0, 1] })
  }

  @Test func `a model knows the cells it was aligned on in any order, and no others`() throws {
    var tissue = SmallTissue(cells: 200, seed: 40)
    // Cells without a label were not aligned.
    for cell in 150..<200 { tissue.section.labels[0].codes[cell] = -1 }
    let (model, _) = try aligned(tissue, epochs: 1)
    let seen = try #require(model.alignment?.seen)
    let isSeen = try seen.contains(tissue.prepared())
    #expect(isSeen == (0..<200).map { $0 < 150 })
    #expect(try !seen.contains(SmallTissue(cells: 200, seed: 41).prepared()).contains(true))

    let read = try JSONDecoder().decode(SeenCells.self, from: JSONEncoder().encode(seen))
    #expect(read == seen)
    // Seven bytes are no number of eight.
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SeenCells.self, from: Data("\"AAAAAAAAAA==\"".utf8))
    }
  }

  @Test func `labels that were turned round stand first among the suspects`() throws {
    let wrong = Set(stride(from: 3, to: 600, by: 5))
    let (model, result) = try aligned(SmallTissue(cells: 600, seed: 33), wrong: wrong)
    let first = result.suspects.prefix(wrong.count).count { wrong.contains($0.cell) }
    #expect(Double(first) > 0.75 * Double(wrong.count), "\(first) of \(wrong.count)")
    #expect(result.suspects.first?.suggested != result.suspects.first?.given)
    #expect(try share(model, SmallTissue(cells: 400, seed: 34)) > 0.8)
  }

  @Test func `without coordinates cells are aligned and regions are not`() throws {
    var tissue = SmallTissue(cells: 120, seed: 35)
    tissue.section.coordinates = nil
    let (_, result) = try aligned(tissue, epochs: 2)
    #expect(result.alignment.regions == nil)
  }

  @Test func `an aligned model comes back from its folder as it was`() throws {
    let (model, _) = try aligned(SmallTissue(cells: 200, seed: 36), epochs: 2)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try ModelFolder(folder).write(model, card: "")
    let read = try #require(try ModelFolder(folder).read().alignment)
    let written = try #require(model.alignment)
    #expect(read.texts == written.texts && read.sentences == written.sentences)
    #expect(read.features == written.features && read.key == "layer")
    #expect(read.seen == written.seen && read.seen != nil)
    #expect(read.cells.store.snapshot() == written.cells.store.snapshot())
    #expect(read.regions?.store.snapshot() == written.regions?.store.snapshot())

    // A header whose shapes do not fit is refused before memory is asked for.
    let header = folder.appendingPathComponent("alignment.json")
    let text = try String(contentsOf: header, encoding: .utf8)
    for (sound, damaged) in [
      ("\"inner\" : 256", "\"inner\" : 900000000"), ("\"key\" : \"layer\"", "\"key\" : 3"),
      ("\"temperature\" : 0.07", "\"temperature\" : 0"),
    ] {
      let other = text.replacingOccurrences(of: sound, with: damaged)
      try #require(other != text)
      try other.write(to: header, atomically: true, encoding: .utf8)
      #expect(throws: (any Error).self) { try ModelFolder(folder).read() }
    }

    // A model that is written over one with towers leaves none of them.
    var plain = model
    plain.alignment = nil
    try ModelFolder(folder).write(plain, card: "")
    #expect(try ModelFolder(folder).read().alignment == nil)
  }

  @Test func `the same seed gives the same alignment on any number of threads`() throws {
    let one = try aligned(SmallTissue(cells: 150, seed: 37), epochs: 2).result.alignment
    let other = try aligned(SmallTissue(cells: 150, seed: 37), epochs: 2).result.alignment
    #expect(one.cells.store.snapshot() == other.cells.store.snapshot())
    #expect(one.regions?.store.snapshot() == other.regions?.store.snapshot())
  }
}
