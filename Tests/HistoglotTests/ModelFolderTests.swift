import Autodiff
import Foundation
import Histoglot
import Testing

@Suite struct `A model folder` {
  private func withFolder(_ body: (URL) throws -> Void) rethrows {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func `is read back as it was written`() throws {
    try withFolder { folder in
      let model = SmallTissue.model()
      try ModelFolder(folder).write(model, card: "# A model\n")
      let read = try ModelFolder(folder).read()
      #expect(read.store.snapshot() == model.store.snapshot())
      #expect(read.tasks == model.tasks)
      #expect(read.vocabulary == model.vocabulary)
      #expect(read.geneScale == model.geneScale)
      let tissue = try SmallTissue(cells: 100, seed: 3).prepared()
      #expect(Outcome(read, tissue) == Outcome(model, tissue))
    }
  }

  @Test
  func
    `keeps the scale by which its encoder sees a section, and has that of training where none is named`()
    throws
  {
    try withFolder { folder in
      var model = SmallTissue.model()
      model.inputScale = .section
      try ModelFolder(folder).write(model, card: "")
      let read = try ModelFolder(folder).read()
      let tissue = try SmallTissue(cells: 100, seed: 3).prepared()
      #expect(read.inputScale == .section)
      #expect(Outcome(read, tissue) == Outcome(model, tissue))
      let path = folder.appendingPathComponent("config.json")
      let named = "\"inputScale\" : \"section\""
      let text = try String(contentsOf: path, encoding: .utf8)
      #expect(text.contains(named))
      try text.replacingOccurrences(of: named + ",", with: "")
        .write(to: path, atomically: true, encoding: .utf8)
      let earlier = try ModelFolder(folder).read()
      #expect(earlier.inputScale == .training)
      #expect(Outcome(earlier, tissue) != Outcome(model, tissue))
      try text.replacingOccurrences(of: named, with: "\"inputScale\" : \"own\"")
        .write(to: path, atomically: true, encoding: .utf8)
      #expect(throws: ModelError.self) { try ModelFolder(folder).read() }
    }
  }

  @Test func `of another format is refused with the reason`() throws {
    try withFolder { folder in
      try ModelFolder(folder).write(SmallTissue.model(), card: "")
      let path = folder.appendingPathComponent("config.json")
      let text = try String(contentsOf: path, encoding: .utf8)
      try text.replacingOccurrences(
        of: "\"format\" : \(ModelFolder.format)", with: "\"format\" : 99"
      )
      .write(to: path, atomically: true, encoding: .utf8)
      #expect(throws: ModelError(path: folder.path, reason: .otherFormat(99))) {
        try ModelFolder(folder).read()
      }
    }
  }

  @Test func `that is missing, damaged or cut short is refused`() throws {
    try withFolder { folder in
      #expect(
        throws: ModelError(
          path: folder.appendingPathComponent("config.json").path, reason: .noModel)
      ) { try ModelFolder(folder).read() }
      try ModelFolder(folder).write(SmallTissue.model(), card: "")
      let weights = folder.appendingPathComponent("model.safetensors")
      let data = try Data(contentsOf: weights)
      try data.prefix(data.count / 2).write(to: weights)
      #expect(throws: ParameterFileError.self) { try ModelFolder(folder).read() }
      try Data("{".utf8).write(to: folder.appendingPathComponent("config.json"))
      #expect(throws: ModelError.self) { try ModelFolder(folder).read() }
    }
  }

  @Test func `of new labels keeps what the old model knew`() throws {
    let model = SmallTissue.model()
    let tasks = [LabelTask(key: "type", categories: ["a", "b", "c"], colors: nil)] + model.tasks
    let tissue = try SmallTissue(cells: 100, seed: 3).prepared()
    let next = model.learning(
      tasks, vocabulary: SmallTissue.vocabulary, sections: [tissue], seed: 3)
    for name in model.store.names where !name.hasPrefix("heads.") {
      let old = try #require(model.store.parameter(named: name))
      let new = try #require(next.store.parameter(named: name))
      #expect(model.store.elements(of: old) == next.store.elements(of: new), "\(name)")
    }
  }
}
