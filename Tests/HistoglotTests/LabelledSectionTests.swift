import CellSections
import Histoglot
import Testing

@Suite("Labels that sections define")
struct LabelledSectionTests {
  /// Cells whose labels go in turn through the categories of each key.
  private func section(_ columns: [(key: String, categories: [String])]) -> CellSection {
    var section = SmallTissue(cells: 24, seed: 1).section
    section.labels = columns.map { key, categories in
      LabelColumn(
        name: key, categories: categories,
        codes: (0..<24).map { Int32($0 % categories.count) })
    }
    return section
  }

  @Test(
    "A category that an annotated file could not hold, or that means something else there, is refused",
    arguments: ["Unknown", "", ".", "..", "/L1", "L1/", "L1//L2", "/"])
  func category(name: String) {
    let labelled = section([("layer", ["L2", name])])
    #expect(throws: TrainingError.unusableName(key: "layer", name: name)) {
      try labelTasks(keys: ["layer"], sections: [labelled])
    }
  }

  @Test("Such a category may be there if it is ignored, or if no cell has it")
  func ignored() throws {
    let labelled = section([("layer", ["L2", "L3", "Unknown"])])
    let tasks = try labelTasks(keys: ["layer"], sections: [labelled], ignored: ["Unknown"])
    #expect(tasks.map(\.categories) == [["L2", "L3"]])
    var unused = section([("layer", ["L2", "L3"])])
    unused.labels[0] = LabelColumn(
      name: "layer", categories: ["L2", "L3", "Unknown"], codes: unused.labels[0].codes)
    #expect(try labelTasks(keys: ["layer"], sections: [unused])[0].categories == ["L2", "L3"])
  }

  @Test(
    "Categories with a single '/', dots or blanks are learned", arguments: ["L2/3", "a.b", " "])
  func allowed(name: String) throws {
    let tasks = try labelTasks(keys: ["layer"], sections: [section([("layer", ["L1", name])])])
    #expect(tasks[0].categories == ["L1", name])
  }

  @Test("A key with '/' is learned alone and refused beside others")
  func keys() throws {
    let labelled = section([("a/b", ["x", "y"]), ("layer", ["L1", "L2"])])
    #expect(try labelTasks(keys: ["a/b"], sections: [labelled]).map(\.key) == ["a/b"])
    for keys in [["a/b", "layer"], ["layer", "a/b"]] {
      #expect(throws: TrainingError.unusableKey("a/b")) {
        try labelTasks(keys: keys, sections: [labelled])
      }
    }
    #expect(throws: TrainingError.keyKnown(key: "layer")) {
      try labelTasks(keys: ["layer", "layer"], sections: [labelled])
    }
  }
}
