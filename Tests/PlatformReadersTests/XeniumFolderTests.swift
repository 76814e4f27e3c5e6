import CellSections
import Foundation
import PlatformReaders
import Testing

@Suite("Xenium folders")
struct XeniumFolderTests {
  /// A folder of two cells with the files given.
  func open(_ files: [String: String]) throws -> OpenedSections {
    try SmallFolder(files: files).written { folder in
      var matrix = SmallTenXFile()
      matrix.barcodes = ["aaab-1", "aaac-1"]
      matrix.types[2] = "Negative Control Codeword"
      matrix.genomes = ["Unknown", "Unknown", "Unknown"]
      try matrix.write(to: "\(folder)/cell_feature_matrix.h5")
      return try SectionSource.open(folder)
    }
  }

  @Test("Text ids join counts and places in any order; the run names the section")
  func textIDs() throws {
    let opened = try open([
      "cells.csv":
        "\"cell_id\",\"x_centroid\",\"y_centroid\"\n\"aaac-1\",3.5,4\n\"aaab-1\",1,2\n\"zzzz-1\",9,9\n",
      "experiment.xenium": "{\"run_name\": \"Run 7\", \"region_name\": \"left\", \"panel\": 3}",
    ])
    let section = opened.sections[0]
    #expect(opened.report.kind == "Xenium folder")
    #expect(section.name == "Run 7 left")
    #expect(section.cellIDs == ["aaab-1", "aaac-1"])
    #expect(section.coordinates == Coordinates(x: [1, 3.5], y: [2, 4], unit: .microns))
    #expect(section.counts.rowTotals() == [1, 7])
    #expect(section.genes.map(\.name) == ["A", "B"])
  }

  @Test("Without a CSV of cells the folder is refused, naming what is there or missing")
  func missingCells() throws {
    func reason(_ files: [String: String]) throws -> PlatformError.Reason? {
      do {
        _ = try open(files)
        return nil
      } catch let error as PlatformError { return error.reason }
    }
    #expect(try reason(["cells.parquet": "PAR1"]) == .unsupportedFormat("Parquet"))
    #expect(
      try reason(["experiment.xenium": "{}"])
        == .fileMissing(names: ["cells.csv.gz", "cells.csv"]))
    #expect(
      try reason(["cells.csv": "id,x_centroid,y_centroid\naaab-1,1,2\n"])
        == .malformedTable(
          "there is no column cell_id (there are: id, x_centroid, y_centroid)"))
  }
}
