import AnnDataFiles
import CellSections
import Testing

@Suite("Which element holds counts")
struct CountsSearchTests {
  func matrix(_ values: [Double]) -> Element {
    .array(TypedArray(shape: [3, values.count / 3], .float64(values)))
  }
  let counts: [Double] = [1, 0, 2, 3, 0, 4]
  let scores: [Double] = [0.5, 0, 1.5, 3, 0, 4]

  @Test("Whole numbers stored as floats are counts, and zeros are not stored")
  func wholeFloats() throws {
    let loaded = try SmallFile(counts: counts).read()
    #expect(loaded.sections[0].counts.rowTotals() == [1, 5, 4])
    #expect(loaded.sections[0].counts.values == [1, 2, 3, 4])
    #expect(loaded.report.counts == .init(element: "X", total: 10))
    #expect(loaded.report.notes.allSatisfy { !$0.contains("counts") })
  }

  @Test(
    "Where X is no counts, the layer 'counts' goes before others, and what was passed over is said")
  func layers() throws {
    var file = SmallFile(counts: scores)
    file.contents.layers = [
      NamedElement("abc", matrix([9, 9, 9, 9, 9, 9])), NamedElement("counts", matrix(counts)),
    ]
    let loaded = try file.read()
    #expect(loaded.report.counts == .init(element: "layers['counts']", total: 10))
    #expect(
      loaded.report.notes.contains(
        "counts are taken from layers['counts'] (X: 0.5 in cell c0, gene a)"))
  }

  @Test(
    "A matrix without a single count gives way to one that has some, and is taken where none has")
  func emptyMatrix() throws {
    var file = SmallFile(counts: [0, 0, 0, 0, 0, 0])
    #expect(try file.read().report.counts == .init(element: "X", total: 0))
    file.contents.layers = [NamedElement("spliced", matrix(counts))]
    #expect(try file.read().report.counts == .init(element: "layers['spliced']", total: 10))
  }

  @Test("Negative and missing values are refused with cell and gene")
  func negativeAndMissing() throws {
    let negative = try SmallFile(counts: [1, 0, 2, -3, 0, 4]).refusal()
    #expect(negative?.reason == .noCounts(lookedAt: ["X: -3.0 in cell c1, gene b"]))
    let missing = try SmallFile(counts: [1, 0, 2, 3, .nan, 4]).refusal()
    #expect(missing?.reason == .noCounts(lookedAt: ["X: nan in cell c2, gene a"]))
    let infinite = try SmallFile(counts: [1, 0, 2, 3, 0, .infinity]).refusal()
    #expect(infinite?.reason == .noCounts(lookedAt: ["X: nan in cell c2, gene b"]))
    let large = try SmallFile(counts: [1, 0, 2, 3, 0, 3e9]).refusal()
    #expect(large?.reason == .noCounts(lookedAt: ["X: 3000000000.0 in cell c2, gene b"]))
  }

  @Test("An element the user names is taken, or refused with its value, or with what there is")
  func namedElement() throws {
    var file = SmallFile(counts: counts)
    file.contents.layers = [
      NamedElement("scores", matrix(scores)), NamedElement("umis", matrix([5, 0, 0, 0, 0, 1])),
    ]
    #expect(
      try file.read(SectionOptions(countsElement: "umis")).report.counts
        == .init(element: "layers['umis']", total: 6))
    let scored = try file.refusal(SectionOptions(countsElement: "scores"))
    #expect(scored?.element == "layers['scores']")
    #expect(scored?.reason == .notACount(value: "0.5", cell: "c0", gene: "a"))
    let absent = try file.refusal(SectionOptions(countsElement: "raw"))
    #expect(
      absent?.reason == .missing(available: ["X", "layers['scores']", "layers['umis']"]))
  }

  @Test("Scores are rounded where the user accepts them, and it is said; negative ones never")
  func acceptedScores() throws {
    let file = SmallFile(counts: scores)
    let loaded = try file.read(SectionOptions(countsPolicy: .acceptNonInteger()))
    // 0.5 rounds away from zero.
    #expect(loaded.sections[0].counts.values == [1, 2, 3, 4])
    #expect(loaded.report.counts == .init(element: "X", total: 10, isRounded: true))
    let scaled = try file.read(SectionOptions(countsPolicy: .acceptNonInteger(scale: 10)))
    #expect(scaled.sections[0].counts.values == [5, 15, 30, 40])
    let negative = try SmallFile(counts: [-0.5, 0, 0, 0, 0, 0])
      .refusal(SectionOptions(countsPolicy: .acceptNonInteger()))
    #expect(negative?.reason == .notACount(value: "-0.5", cell: "c0", gene: "a"))
  }

  @Test("Without any matrix there are no counts")
  func noMatrix() throws {
    var file = SmallFile()
    file.contents.x = nil
    #expect(try file.refusal()?.reason == .noCounts(lookedAt: ["neither X nor layers nor raw"]))
  }

  @Test("raw may be wider than X and names its own genes", .enabled(if: TestData.isAvailable))
  func raw() throws {
    let path = TestData.path("h5ad-zoo/30_raw_layers_obsp_obsmdf.h5ad")
    let contents = try AnnDataFile(path: path)
    let loaded = try SectionFile(path: path).read(SectionOptions(countsElement: "raw"))
    #expect(loaded.report.counts.element == "raw.X")
    #expect(loaded.sections[0].genes.map(\.name) == (try contents.rawGeneNames()))
  }
}
