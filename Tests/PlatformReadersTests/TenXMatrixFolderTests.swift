import CellSections
import PlatformReaders
import Testing

@Suite("10x matrix folders")
struct TenXMatrixFolderTests {
  let banner =
    "%%MatrixMarket matrix coordinate integer general\n%metadata: {\"a\": \"b\", \"c\": 2}\n"

  func folder(
    _ entries: String,
    features: String =
      "ENSG00000000001\tA\tGene Expression\nid2\tB\tGene Expression\nid3\tP\tAntibody Capture\n"
  ) -> SmallFolder {
    SmallFolder(files: [
      "matrix.mtx.gz": banner + entries, "features.tsv.gz": features,
      "barcodes.tsv": "c1\nc2\n",
    ])
  }

  @Test("Entries in any order, repeated ones added up, zeros and antibodies left out")
  func entries() throws {
    let opened = try folder("3 2 6\n2 2 5\n1 1 3\n3 1 9\n1 2 4\n2 2 1\n2 1 0\n").open()
    let section = opened.sections[0]
    #expect(section.genes == [Gene(name: "A", ensemblID: "ENSG00000000001"), Gene(name: "B")])
    #expect(section.counts.rowStarts == [0, 1, 3])
    #expect(section.counts.columns == [0, 0, 1])
    #expect(section.counts.values == [3, 4, 6])
    #expect(opened.report.notes == ["dropped: 1 feature other than Gene Expression"])
  }

  @Test("The older genes.tsv, and names that occur twice, which get numbers")
  func olderLayout() throws {
    let old = SmallFolder(files: [
      "matrix.mtx": banner + "4 1 1\n4 1 7\n", "genes.tsv": "i1\tA\ni2\tA\ni3\tA-1\ni4\tA\n",
      "barcodes.tsv": "c1\n",
    ])
    let opened = try old.open()
    #expect(opened.sections[0].genes.map(\.name) == ["A", "A-2", "A-1", "A-3"])
    #expect(opened.sections[0].counts.columns == [3])
    #expect(
      opened.report.notes == ["more than once, and numbered: 1 gene name (A)"])
  }

  @Test("Damaged matrices are refused with their line")
  func damaged() throws {
    func refusal(_ entries: String) throws -> SmallFolder.Refusal? {
      try folder(entries).refusal()
    }
    func malformed(_ line: Int, _ complaint: String) -> SmallFolder.Refusal {
      SmallFolder.Refusal(
        file: "matrix.mtx.gz", place: "line \(line)", reason: .malformedMatrix(complaint))
    }
    #expect(
      try refusal("3 3 1\n1 1 1\n")
        == malformed(3, "the matrix is 3 × 3, beside 3 features and 2 barcodes"))
    #expect(
      try refusal("3 2 1\n4 1 1\n") == malformed(4, "(4.0, 1.0) lies outside 3 × 2"))
    #expect(
      try refusal("3 2 1\n0 1 1\n") == malformed(4, "(0.0, 1.0) lies outside 3 × 2"))
    #expect(
      try refusal("3 2 2\n1 1 1\n") == malformed(3, "1 entry where there should be 2"))
    #expect(
      try refusal("3 2 1\n1 1\n") == malformed(4, "2 numbers where there should be three"))
    #expect(try refusal("") == malformed(3, "the line of sizes is missing"))
    let negative = try refusal("3 2 1\n1 1 -4\n")
    #expect(negative?.place == "line 4")
    #expect(negative?.reason == .malformedTable("-4.0 in column value is not a count"))
    #expect(
      try refusal("3 2 2\n1 1 2000000000\n1 1 2000000000\n")?.reason == .notACount(4_000_000_000))
    let dense = SmallFolder(files: [
      "matrix.mtx": "%%MatrixMarket matrix array real general\n1 1\n", "genes.tsv": "i\tA\n",
      "barcodes.tsv": "c\n",
    ])
    #expect(
      try dense.refusal()?.reason
        == .malformedMatrix(
          "'%%MatrixMarket matrix array real general' is not a general coordinate matrix of numbers"
        ))
  }

  @Test("A missing file is named")
  func missing() throws {
    let folder = SmallFolder(files: ["matrix.mtx": banner + "1 1 0\n", "barcodes.tsv": "c1\n"])
    #expect(
      try folder.refusal()?.reason
        == .fileMissing(names: ["features.tsv.gz", "features.tsv", "genes.tsv.gz", "genes.tsv"]))
  }
}
