import HDF5Files
import Testing

/// 10x Genomics' own files, as far as this layer sees them: fixed-length text, integers, attributes.
@Suite("10x files", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct TenXStructureTests {
  @Test("the third version reads")
  func third() throws {
    let file = try HDF5File(path: try TestData.path("h5ad-zoo/93_10x_v3.h5"))
    #expect(
      try file.links(of: "matrix").map(\.name)
        == ["barcodes", "data", "features", "indices", "indptr", "shape"])
    #expect(try file.describeDataset("matrix/barcodes").type == .string(.fixed(bytes: 18)))
    #expect(try file.read("matrix/barcodes").values.strings?.first == "AAAC-0")
    #expect(try file.read("matrix/features/name").values.strings?.prefix(2) == ["G0", "G1"])
    #expect(try file.read("matrix/shape").values == .int32([5, 6]))
    #expect(try file.read("matrix/indptr", rows: 0..<3).values == .int64([0, 2, 4]))
    #expect(try file.attribute("filetype", of: .root)?.text == "matrix")
    #expect(try file.attribute("version", of: .root)?.integer == 2)
    #expect(try file.attribute("library_ids", of: .root)?.values.strings == ["lib1"])
  }

  @Test("the second version reads")
  func second() throws {
    let file = try HDF5File(path: try TestData.path("h5ad-zoo/94_10x_v2.h5"))
    #expect(try file.links(of: .root) == [Link(name: "GRCh38", kind: .hard)])
    #expect(
      try file.read("GRCh38/genes").values.strings?.first == "ENSG00000000000")
    #expect(try file.read("GRCh38/data").count == 14)
  }
}
