import CellSections
import Foundation
import Testing

@Suite("Writing sections")
struct SectionWriterTests {
  let genes = [
    Gene(name: "Gad1", ensemblID: "ENSMUSG00000070880"), Gene(name: "Sst"), Gene(name: "Vip"),
  ]

  func section(_ name: String, cells: Int, seed: UInt64) -> CellSection {
    var numbers = SeededNumbers(seed: seed)
    var section = CellSection.small(
      name, genes: genes,
      counts: (0..<cells).map { _ in (0..<3).map { _ in Int32(numbers.below(3)) } },
      species: "Mus musculus")
    section.cellIDs = (0..<cells).map { "\(name)-\($0)" }
    section.coordinates = Coordinates(
      x: (0..<cells).map { _ in numbers.unitInterval() * 100 },
      y: (0..<cells).map { _ in numbers.unitInterval() * 100 }, unit: .pixels(micronsPerPixel: 0.5))
    section.labels = [
      LabelColumn(
        name: "cell_type", categories: ["b", "a"],
        codes: (0..<cells).map { _ in Int32(numbers.below(3)) - 1 }, colors: ["#ff0000", "#00ff00"])
    ]
    return section
  }

  @Test("What is written is read again, section by section")
  func roundTrip() throws {
    let sections = [section("s1", cells: 9, seed: 1), section("s2", cells: 5, seed: 2)]
    try TestData.withTemporaryFolder { folder in
      try SectionWriter(note: "made by a test").write(sections, to: "\(folder)/out.h5ad")
      let file = try SectionFile(path: "\(folder)/out.h5ad")
      var read = try file.read().sections
      #expect(read.map { $0.label("section")?.categories } == [["s1", "s2"], ["s1", "s2"]])
      for index in read.indices { read[index].labels.removeAll { $0.name == "section" } }
      #expect(read == sections)
      #expect(try file.contents.uns("source", "note")?.text == "made by a test")
    }
  }

  @Test("The same sections give the same bytes")
  func sameBytes() throws {
    let sections = [section("s1", cells: 9, seed: 1)]
    try TestData.withTemporaryFolder { folder in
      let files = ["\(folder)/1.h5ad", "\(folder)/2.h5ad"]
      for file in files { try SectionWriter().write(sections, to: file) }
      let bytes = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
      #expect(bytes[0] == bytes[1])
    }
  }

  @Test("Cells of the same name in two sections get their section's name in front")
  func sharedNames() throws {
    var sections = [section("s1", cells: 2, seed: 1), section("s2", cells: 1, seed: 2)]
    sections[0].cellIDs = ["1", "2"]
    sections[1].cellIDs = ["1"]
    try TestData.withTemporaryFolder { folder in
      try SectionWriter().write(sections, to: "\(folder)/out.h5ad")
      let read = try SectionFile(path: "\(folder)/out.h5ad").read().sections
      #expect(read.map(\.cellIDs) == [["s1:1", "s1:2"], ["s2:1"]])
    }
  }

  @Test("A label that one section lacks is missing there; categories are joined")
  func joinedLabels() throws {
    var sections = [section("s1", cells: 3, seed: 1), section("s2", cells: 2, seed: 2)]
    sections[0].labels = [LabelColumn(name: "layer", categories: ["L1", "L2"], codes: [1, 0, -1])]
    sections[1].labels = [
      LabelColumn(name: "layer", categories: ["L5", "L1"], codes: [0, 1]),
      LabelColumn(name: "donor", categories: ["d"], codes: [0, 0]),
    ]
    try TestData.withTemporaryFolder { folder in
      try SectionWriter().write(sections, to: "\(folder)/out.h5ad")
      let read = try SectionFile(path: "\(folder)/out.h5ad").read().sections
      #expect(read[0].label("layer")?.categories == ["L1", "L2", "L5"])
      #expect((0..<3).map { read[0].label("layer")?[$0] } == ["L2", "L1", nil])
      #expect((0..<2).map { read[1].label("layer")?[$0] } == ["L5", "L1"])
      #expect((0..<3).map { read[0].label("donor")?[$0] } == [nil, nil, nil])
      #expect((0..<2).map { read[1].label("donor")?[$0] } == ["d", "d"])
    }
  }

  @Test("Sections that do not go together are refused, and nothing is written")
  func differingSections() throws {
    let first = section("s1", cells: 3, seed: 1)
    var otherGenes = section("s2", cells: 3, seed: 2)
    otherGenes.genes[0].name = "GAD1"
    var noPlaces = section("s2", cells: 3, seed: 2)
    noPlaces.coordinates = nil
    var otherSpecies = section("s2", cells: 3, seed: 2)
    otherSpecies.species = "human"
    try TestData.withTemporaryFolder { folder in
      let path = "\(folder)/out.h5ad"
      for (other, difference) in [
        (otherGenes, "genes"), (noPlaces, "coordinates or their units"), (otherSpecies, "species"),
      ] {
        #expect(
          throws: SectionError(
            file: path, element: "section s2", reason: .sectionsDiffer(in: difference))
        ) { try SectionWriter().write([first, other], to: path) }
      }
      #expect(throws: SectionError(file: path, reason: .noCells)) {
        try SectionWriter().write([], to: path)
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
