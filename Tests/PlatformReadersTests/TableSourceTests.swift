import CellSections
import PlatformReaders
import Testing

@Suite("Tables of separated values")
struct TableSourceTests {
  func refusal(_ text: String, _ options: SourceOptions = SourceOptions()) throws
    -> SmallFolder.Refusal?
  {
    try SmallFolder(files: ["counts.csv": text]).refusal("counts.csv", options)
  }

  func malformed(_ line: Int, _ complaint: String) -> SmallFolder.Refusal {
    SmallFolder.Refusal(
      file: "counts.csv", place: "line \(line)", reason: .malformedTable(complaint))
  }

  @Test("Cells × genes, with coordinates and labels in the same table")
  func oneTable() throws {
    let text =
      "\u{feff}cell,x,y,type,Gad1,\"Sst, 2\"\r\nc1,1.5,2,a,0,3\r\n\"c2\",3,4,\"b\"\"c\",1,2.0\r\n"
    var options = SourceOptions()
    options.table.labelColumns = ["type"]
    options.sections.unit = .microns
    let section = try SmallFolder(files: ["counts.csv": text]).open("counts.csv", options).sections[
      0]
    #expect(section.name == "counts")
    #expect(section.cellIDs == ["c1", "c2"])
    #expect(section.genes.map(\.name) == ["Gad1", "Sst, 2"])
    #expect(section.counts.rowTotals() == [3, 3])
    #expect(section.coordinates == Coordinates(x: [1.5, 3], y: [2, 4], unit: .microns))
    #expect(section.label("type")?.categories == ["a", "b\"c"])
  }

  @Test("Tabs and semicolons, compressed, columns named by the user, cells joined by their names")
  func twoTables() throws {
    let files = [
      "m.tsv.gz": "id\tA\tB\nk1\t1\t0\nk2\t0\t2\nk3\t5\t5\n",
      "p.csv": "where;name;px;py\n1;k3;9;8\n1;k1;7;6\n1;other;5;4\n",
    ]
    var options = SourceOptions()
    options.table = TableOptions(
      coordinatesFile: "p.csv", cellColumn: "name", xColumn: "px", yColumn: "py")
    let opened = try SmallFolder(files: files).open("m.tsv.gz", options)
    #expect(opened.sections[0].cellIDs == ["k1", "k3"])
    #expect(opened.sections[0].counts.rowTotals() == [1, 10])
    #expect(opened.sections[0].coordinates?.x == [7, 9])
    #expect(opened.report.notes == ["without coordinates, and dropped: 1 cell"])
  }

  @Test("Genes × cells, told by the first column's name; without coordinates there are none")
  func genesByCells() throws {
    let section = try SmallFolder(files: ["counts.csv": "gene,c1,c2\nA,1,0\nB,2,3\n"])
      .open("counts.csv").sections[0]
    #expect(section.cellIDs == ["c1", "c2"])
    #expect(section.genes.map(\.name) == ["A", "B"])
    #expect(section.counts.rowTotals() == [3, 3])
    #expect(section.coordinates == nil)
    #expect(
      try refusal("gene,c1\nA,1\nB,2\nA,3\n") == malformed(4, "the gene A occurs twice"))
  }

  @Test(
    "Rows of another length, blanks, text, NaN, negative and fractional counts, with their line")
  func hostileCounts() throws {
    #expect(
      try refusal("cell,A,B\nc1,1,2\nc2,3\n")
        == malformed(3, "2 fields where the header has 3"))
    #expect(try refusal("cell,A\nc1,\n") == malformed(2, "column A is empty"))
    #expect(try refusal("cell,A\nc1,NA\n") == malformed(2, "column A is empty"))
    #expect(
      try refusal("cell,A\n\nc1,many\n") == malformed(3, "'many' in column A is not a number"))
    #expect(
      try refusal("cell,A\nc1,nan\n") == malformed(2, "the number in column A is not finite"))
    #expect(try refusal("cell,A\nc1,-1\n") == malformed(2, "-1.0 in column A is not a count"))
    #expect(try refusal("cell,A\nc1,0.5\n") == malformed(2, "0.5 in column A is not a count"))
    #expect(
      try refusal("cell,A\nc1,99999999999\n")
        == malformed(2, "99999999999.0 in column A is not a count"))
    #expect(
      try refusal("cell,A\n\"c1,1\n") == malformed(2, "a quote is opened and never closed"))
    #expect(try refusal("cell,A,A\nc1,1,2\n") == malformed(1, "the column A occurs twice"))
  }

  @Test("A line beyond all measure is refused before it fills the memory")
  func hugeLine() throws {
    let refusal = try refusal("cell,A\nc1," + String(repeating: "1", count: (1 << 26) + 10))
    #expect(refusal == malformed(2, "a line is longer than \(1 << 26) bytes"))
  }

  @Test("Scores are rounded where the user accepts them, and it is said")
  func scores() throws {
    var options = SourceOptions()
    options.sections.countsPolicy = .acceptNonInteger(scale: 10)
    let folder = SmallFolder(files: ["counts.csv": "cell,A,B\nc1,0.5,0.01\nc2,1,0\n"])
    let opened = try folder.open("counts.csv", options)
    #expect(opened.sections[0].counts.values == [5, 10])
    #expect(opened.report.counts == .init(element: "counts.csv", total: 15, isRounded: true))
  }

  @Test("No cells, no genes, the same cell twice, and files of different cells are refused")
  func emptyAndDouble() throws {
    #expect(try refusal("cell,A\n")?.reason == .noCells)
    #expect(try refusal("cell,x,y\nc1,1,2\n")?.reason == .noGenes)
    #expect(try refusal("cell,A\nc1,1\nc1,2\n")?.reason == .duplicateCells(["c1"]))
    var options = SourceOptions()
    options.table.coordinatesFile = "p.csv"
    let strangers = SmallFolder(files: ["m.csv": "cell,A\nc1,1\n", "p.csv": "cell,x,y\nd1,1,2\n"])
    #expect(
      try strangers.refusal("m.csv", options)?.reason
        == .noCellInCommon(counts: ["c1"], coordinates: ["d1"]))
    let twice = SmallFolder(
      files: ["m.csv": "cell,A\nc1,1\n", "p.csv": "cell,x,y\nc1,1,2\nc1,3,4\n"])
    #expect(try twice.refusal("m.csv", options)?.reason == .duplicateCells(["c1"]))
    let nowhere = SmallFolder(files: ["m.csv": "cell,A\nc1,1\n", "p.csv": "cell,x,z\nc1,1,2\n"])
    #expect(
      try nowhere.refusal("m.csv", options)?.reason
        == .columnMissing("x or y", available: ["cell", "x", "z"]))
    let lost = SmallFolder(files: ["m.csv": "cell,A\nc1,1\n", "p.csv": "cell,x,y\nc1,1,inf\n"])
    #expect(
      try lost.refusal("m.csv", options)
        == .init(
          file: "p.csv", place: "line 2",
          reason: .malformedTable("the number in column y is not finite")))
  }

  @Test("A column the user names must be there")
  func missingColumns() throws {
    var options = SourceOptions()
    options.table.xColumn = "east"
    #expect(
      try refusal("cell,A\nc1,1\n", options)?.reason
        == .columnMissing("east", available: ["cell", "A"]))
    options = SourceOptions()
    options.sections.labelKeys = ["type"]
    #expect(
      try refusal("cell,A\nc1,1\n", options)?.reason
        == .columnMissing("type", available: ["cell", "A", "cell", "A"]))
  }

  @Test("What is no text and no table is not recognised")
  func unrecognized() throws {
    for text in ["", "hello\nthere\n", "a\u{0}b,c\n"] {
      #expect(try refusal(text)?.reason == .unrecognized(contents: []))
    }
  }
}
