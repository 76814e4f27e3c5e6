import AnnDataFiles
import Testing

@Suite("Real sections", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct SectionsTests {
  @Test("X of every section is read as whole numbers, one row per cell and one column per gene")
  func countsAreIntegers() throws {
    for path in try TestData.files(in: "sections") {
      let file = try AnnDataFile(path: path)
      let rows = try file.readRows(.x, as: Int32.self)
      #expect(rows.rowCount == file.cellCount, "\(path)")
      #expect(rows.columnCount == file.geneCount, "\(path)")
    }
  }
}
