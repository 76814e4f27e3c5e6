import Autodiff
import CellSections
import Foundation
import Histoglot
import Testing

@Suite struct `Pre-training` {
  private let options = PretrainingOptions(
    preset: .tiny, epochs: 4, seed: 5, rate: 3e-3, windowCells: 128)

  private func run(
    _ options: PretrainingOptions? = nil, threads: Int = 1, folder: URL? = nil, stopAt: Int? = nil
  ) throws -> PretrainingRun {
    let sections = try [SmallTissue(name: "a", cells: 300, seed: 1), dissociated()]
      .map { try $0.prepared() }
    let run = try PretrainingRun(
      sections: sections, vocabulary: SmallTissue.vocabulary, options: options ?? self.options,
      threads: threads)
    if let folder { try CheckpointFolder(ofModelAt: folder).resume(run) }
    var steps = 0
    while !run.isFinished && stopAt != steps {
      _ = try run.advance()
      steps += 1
    }
    return run
  }

  /// A section without coordinates, as reference single cells are.
  private func dissociated() -> SmallTissue {
    var tissue = SmallTissue(name: "b", cells: 150, seed: 2)
    tissue.section.coordinates = nil
    return tissue
  }

  private func temporaryFolder() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString)")
  }

  @Test func `the same seed gives the same weights, bit for bit, on one thread or two`() throws {
    let one = try run()
    #expect(try run().model.store.snapshot() == one.model.store.snapshot())
    #expect(try run(threads: 2).model.store.snapshot() == one.model.store.snapshot())
    var other = options
    other.seed = 6
    #expect(try run(other).model.store.snapshot() != one.model.store.snapshot())
  }

  @Test func `a steady training step asks the system for no memory`() throws {
    var wide = options
    // One window of all cells, each masked, so that every step has the same shapes but for how many genes are hidden.
    wide.windowCells = 300
    wide.maskedCells = 1
    wide.epochs = 30
    let run = try PretrainingRun(
      sections: [SmallTissue(name: "a", cells: 300, seed: 1).prepared()],
      vocabulary: SmallTissue.vocabulary, options: wide, threads: 2)
    // Warm-up, the seeding of components, validation, masks of some sizes.
    while run.state.epoch < 15 { _ = try run.advance() }
    let before = run.systemAllocations
    #expect(before > 0)
    while !run.isFinished { _ = try run.advance() }
    #expect(run.systemAllocations == before)
  }

  /// What some steps hold, in bytes, where the vocabulary has so many genes that no section measures.
  private func bytesOfSteps(cells: Int, unmeasured: Int) throws -> Int {
    let genes = SmallTissue.genes + (0..<unmeasured).map { Gene(name: "Unmeasured\($0)") }
    let vocabulary = GeneVocabulary(genes: genes, species: nil)
    var options = options
    options.windowCells = cells
    options.maskedCells = 1
    options.epochs = 3
    let section = try PreparedSection(
      SmallTissue(name: "a", cells: cells, seed: 1).section, vocabulary: vocabulary, neighbours: 24,
      threads: 1)
    let run = try PretrainingRun(
      sections: [section], vocabulary: vocabulary, options: options, threads: 1)
    while !run.isFinished { _ = try run.advance() }
    return run.bytesHeld
  }

  @Test func `nothing a step makes is as large as cells times vocabulary`() throws {
    let unmeasured = 8000
    let growth = try [0, unmeasured].map { genes in
      try bytesOfSteps(cells: 400, unmeasured: genes)
        - bytesOfSteps(cells: 200, unmeasured: genes)
    }
    // One number for each of 200 more cells and each gene of the vocabulary would be 6.4 MB.
    let one = 200 * unmeasured * MemoryLayout<Float>.size
    #expect(growth[0] > 0)
    #expect(abs(growth[1] - growth[0]) < one / 8, "\(growth)")
  }

  @Test(arguments: [1, 3, 5, 9])
  func `a run that was stopped and resumed is bit-identical`(stop: Int) throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try run()
    let part = try run(stopAt: stop)
    try CheckpointFolder(ofModelAt: folder).save(part, isBest: false)
    let resumed = try run(folder: folder)
    #expect(resumed.model.store.snapshot() == whole.model.store.snapshot())
    #expect(resumed.state == whole.state)
  }

  @Test func `other options or other data are not resumed`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try CheckpointFolder(ofModelAt: folder).save(try run(stopAt: 2), isBest: false)
    var other = options
    other.rate = 1e-4
    #expect(throws: ModelError.self) { try run(other, folder: folder) }
    other = options
    other.without = [.masking]
    let refusal = #expect(throws: ModelError.self) { try run(other, folder: folder) }
    #expect(refusal?.description.contains("no --without (now masking)") == true)
  }

  @Test
  func `what was rehearsed changes nothing, leaves nothing and takes the time that a run takes`()
    throws
  {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = CheckpointFolder(ofModelAt: folder)
    let run = try run(stopAt: 1)
    let forecast = try run.rehearse(writingTo: checkpoints)
    #expect(forecast.seconds > 0)
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("checkpoints").path
      ).isEmpty)
    while !run.isFinished { _ = try run.advance() }
    #expect(try run.model.store.snapshot() == self.run().model.store.snapshot())
    #expect(try run.rehearse(writingTo: checkpoints).seconds == 0, "nothing is left")
  }

  @Test func `a state that was damaged or edited is refused`() throws {
    let folder = try SmallModelFolder()
    let checkpoints = CheckpointFolder(ofModelAt: folder.url)
    try checkpoints.save(try run(stopAt: 2), isBest: false)
    let name = try #require(
      FileManager.default.contentsOfDirectory(
        atPath: folder.url.appendingPathComponent("checkpoints").path
      ).first)
    let file = "checkpoints/\(name)/state.json"
    let sound = try folder.json(file)
    var refused = 0
    for place in sound.numbers {
      for other in ["-1", "3", "1e12", "9223372036854775807", "0.5", "null"] {
        try folder.write(sound.replacing(place[...], with: .number(other)), to: file)
        do {
          _ = try run(folder: folder.url)
        } catch {
          refused += 1
          #expect(error is ModelError && "\(error)".contains("; "), "\(place) = \(other): \(error)")
        }
      }
    }
    #expect(refused > 20)
  }

  @Test func `the last three checkpoints and the best are kept`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = CheckpointFolder(ofModelAt: folder)
    for stop in 1...5 { try checkpoints.save(try run(stopAt: stop), isBest: stop == 2) }
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent("checkpoints").path)
    #expect(
      names.sorted() == ["best", "step-00000003", "step-00000004", "step-00000005"])
  }

  @Test func `the loss falls and the mixture stays alive on a planted tissue`() throws {
    var longer = options
    longer.epochs = 40
    let history = try run(longer).state.history
    #expect(history.count == 40)
    let first = history[0].training
    let last = history[39].training
    #expect(last.hidden < first.hidden - 0.02)
    #expect(last.divergence > 0.1)
    #expect(history[39].componentsInUse >= 2)
  }
}
