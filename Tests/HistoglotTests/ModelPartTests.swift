import Autodiff
import CellSections
import CellTransformer
import Foundation
import Histoglot
import Testing

@Suite("What pre-training can do without")
struct ModelPartTests {
  private let tissue = SmallTissue(cells: 400, seed: 21)

  private func latents(
    _ tissue: SmallTissue, without parts: [ModelPart], preset: Preset = .tiny
  ) throws -> [[Float]] {
    let model = SmallTissue.model(try preset.configuration.leavingOut(parts))
    let outcome = Outcome(model, try tissue.prepared())
    let width = model.configuration.latent
    return stride(from: 0, to: outcome.latents.count, by: width).map {
      Array(outcome.latents[$0..<$0 + width])
    }
  }

  /// The cells whose latents differ by more than rounding.
  private func changed(
    _ before: SmallTissue, _ after: SmallTissue, without parts: [ModelPart]
  ) throws -> Set<Int> {
    let (one, other) = (
      try latents(before, without: parts), try latents(after, without: parts)
    )
    return Set(
      one.indices.filter { cell in
        zip(one[cell], other[cell]).contains { abs($0 - $1) > 1e-5 }
      })
  }

  /// The tissue with the counts of a cell on other genes: its library, and so what all share, stays.
  private func rearranged(_ cell: Int) -> SmallTissue {
    var after = tissue
    let counts = tissue.section.counts
    var values = counts.values
    values[counts.entries(of: cell)].reverse()
    var columns = counts.columns
    let entries = counts.entries(of: cell)
    for (entry, column) in zip(entries, entries.map { 23 - counts.columns[$0] }.sorted()) {
      columns[entry] = column
    }
    after.section.counts = CountMatrix(
      rowStarts: counts.rowStarts, columns: columns, values: values, columnCount: 24)
    return after
  }

  private func shuffled() throws -> SmallTissue {
    var scattered = tissue
    var order = Array(0..<400)
    var generator = SeededGenerator(seed: 6)
    order.shuffle(using: &generator)
    scattered.section.coordinates = try #require(tissue.section.coordinates).selecting(order)
    return scattered
  }

  @Test("Without flow attention a cell reaches those near it alone, with it all of them")
  func flow() throws {
    let after = rearranged(0)
    let reached = try changed(tissue, after, without: [.flowAttention])
    // Lists of 24 neighbours name a cell some 24 times.
    #expect(reached.contains(0) && (10..<60).contains(reached.count), "\(reached.count)")
    #expect(try changed(tissue, after, without: []).count > 300)
  }

  @Test("Without neighbourhood attention it makes no difference who lies where")
  func neighbourhood() throws {
    let after = try shuffled()
    #expect(try changed(tissue, after, without: [.neighbourhoodAttention]).isEmpty)
    #expect(try changed(tissue, rearranged(0), without: [.neighbourhoodAttention]).count > 300)
    #expect(try changed(tissue, after, without: [.flowAttention]).count > 300)
  }

  @Test("Without either a cell knows itself alone")
  func neither() throws {
    let parts: [ModelPart] = [.flowAttention, .neighbourhoodAttention]
    #expect(try changed(tissue, rearranged(7), without: parts) == [7])
    #expect(try changed(tissue, try shuffled(), without: parts).isEmpty)
  }

  @Test("Blocks without attention come out the same in tiles", arguments: [1, 60, 399])
  func tiles(tile: Int) throws {
    for part in [ModelPart.flowAttention, .neighbourhoodAttention] {
      let model = SmallTissue.model(try Preset.small.configuration.leavingOut([part]))
      let section = try tissue.prepared()
      let whole = SectionAnnotation(section, model: model, in: Workspace(threads: 2)).latents
      let tiled = SectionAnnotation(
        section, model: model, limits: SectionTiles.Limits(whole: 0, tile: tile),
        in: Workspace(threads: 1)
      ).latents
      #expect(zip(whole, tiled).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  private func trained(without parts: [ModelPart], epochs: Int = 6) throws -> PretrainingRun {
    let options = PretrainingOptions(
      preset: .tiny, epochs: epochs, seed: 5, rate: 3e-3, windowCells: 128, without: parts)
    let run = try PretrainingRun(
      sections: [tissue.prepared()], vocabulary: SmallTissue.vocabulary, options: options,
      threads: 1)
    while !run.isFinished { _ = try run.advance() }
    return run
  }

  @Test("Without the mixture there is one Gaussian, which tells something all the same")
  func mixture() throws {
    let run = try trained(without: [.mixturePrior], epochs: 20)
    #expect(run.model.configuration.components == 1)
    let last = try #require(run.state.history.last)
    #expect(abs(last.componentsInUse - 1) < 1e-9 && last.responsibilityEntropy < 1e-9)
    #expect(last.training.divergence > 0.1)
    #expect(run.state.lastUsage?.collapse == nil)
  }

  @Test("Without masking no count is hidden, and every cell carries the loss")
  func masking() throws {
    let whole = try #require(try trained(without: []).state.history.last)
    let run = try trained(without: [.masking])
    let last = try #require(run.state.history.last)
    #expect(last.training.hidden == 0 && whole.training.hidden > 0)
    // Three cells in four are masked.
    let share = Double(whole.training.cells) / Double(last.training.cells)
    #expect(abs(share - 0.75) < 0.08, "\(share)")
    #expect(last.training.all < run.state.history[0].training.all)
    #expect(run.model.configuration.without == [.masking])
  }

  @Test("What a preset does not have, or what is named twice, cannot be left out")
  func refusals() {
    #expect(throws: TrainingError.partNotThere(.neighbourhoodAttention, preset: .cellplm)) {
      try Preset.cellplm.configuration.leavingOut([.neighbourhoodAttention])
    }
    for part in ModelPart.allCases {
      #expect(throws: TrainingError.partNotThere(part, preset: .small)) {
        try Preset.small.configuration.leavingOut([part, part])
      }
    }
  }

  @Test("A folder says what was left out, and one from before that could be said is whole")
  func folder() throws {
    let folder = try SmallModelFolder()
    let whole = try ModelFolder(folder.url).read()
    #expect(whole.configuration.without.isEmpty && whole.tasks[0].without.isEmpty)
    for (file, place) in [
      ("config.json", ["configuration", "without"]), ("labels.json", ["0", "without"]),
    ] {
      let node = try folder.json(file)
      #expect(node.replacing(place[...], with: nil) != node, "\(file) says it")
      try folder.write(node.replacing(place[...], with: nil), to: file)
    }
    let old = try ModelFolder(folder.url).read()
    #expect(old.configuration == whole.configuration && old.tasks == whole.tasks)
    let parts = ModelPart.allCases
    let model = SmallTissue.model(try Preset.tiny.configuration.leavingOut(parts))
    try ModelFolder(folder.url).write(model, card: "")
    let read = try ModelFolder(folder.url).read()
    #expect(read.configuration == model.configuration && read.configuration.without == parts)
    #expect(read.store.snapshot() == model.store.snapshot())
  }
}
