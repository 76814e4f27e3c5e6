import AnnDataFiles
import Testing

/// Real files of anndata 0.5 to 0.11 and its friends.
@Suite("Files from the wild", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct AnnDataFileWildTests {
  @Test("there are as many files as are tested below")
  func filesAreThere() {
    #expect(TestData.names(in: "h5ad-wild").count == 21)
  }

  @Test("every element reads", arguments: TestData.names(in: "h5ad-wild"))
  func everyElementReads(name: String) throws {
    let file = try AnnDataFile(path: try TestData.path("h5ad-wild/\(name)"))
    #expect(file.unreadableElements() == [])
    for table in AnnDataFile.Table.allCases {
      let frame = try file.table(table)
      #expect(frame.rowCount == (table == .obs ? file.cellCount : file.geneCount))
      for column in frame.columns { #expect(!column.values.isUnreadable, "\(column.name)") }
    }
    for location in file.matrixLocations {
      let rows = try file.readRows(location, as: Double.self)
      #expect(rows.rowCount == file.cellCount)
    }
    for mapping in AnnDataFile.Mapping.allCases {
      for element in file.names(in: mapping) {
        #expect(try file.element(element, in: mapping) != nil, "\(mapping) \(element)")
      }
    }
  }
}
