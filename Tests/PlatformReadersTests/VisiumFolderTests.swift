import CellSections
import Foundation
import PlatformReaders
import Testing

@Suite("Visium folders")
struct VisiumFolderTests {
  let header = "barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,pxl_col_in_fullres\n"

  /// Two spots in the tissue and one outside, 200 pixels apart along a row.
  func open(
    _ files: [String: String], in place: String = ""
  ) throws -> OpenedSections {
    let placed = Dictionary(uniqueKeysWithValues: files.map { ("\(place)spatial/\($0)", $1) })
    return try SmallFolder(files: placed).written { folder in
      try SmallTenXFile().write(to: "\(folder)/\(place)run_filtered_feature_bc_matrix.h5")
      return try SectionSource.open(folder)
    }
  }

  var positions: String { header + "c1,1,0,0,50,100\nc2,1,0,2,50,300\nc3,0,0,4,50,500\n" }

  @Test("x is the column, y the row; the array tells the scale; outs of a run is found")
  func coordinates() throws {
    for place in ["", "outs/"] {
      let opened = try open(["tissue_positions.csv": positions], in: place)
      let coordinates = try #require(opened.sections[0].coordinates)
      #expect(coordinates.x == [100, 300])
      #expect(coordinates.y == [50, 50])
      // 100 µm are 200 pixels.
      #expect(abs((coordinates.unit.micronsPerStep ?? 0) - 0.5) < 1e-12)
      #expect(opened.sections[0].name != "outs")
      #expect(opened.tissueImages.isEmpty)
    }
  }

  @Test("Spots outside the tissue are dropped, and said")
  func outside() throws {
    let opened = try open([
      "tissue_positions_list.csv": "c1,0,0,0,50,100\nc2,1,0,2,50,300\n"
    ])
    #expect(opened.sections[0].cellIDs == ["c2"])
    #expect(opened.report.notes == ["outside the tissue, and dropped: 1 spot"])
    #expect(throws: PlatformError.self) {
      try open(["tissue_positions_list.csv": "c1,0,0,0,50,100\nc2,0,0,2,50,300\n"])
    }
  }

  @Test("Visium HD states µm per pixel; pictures need their scale")
  func scaleFactors() throws {
    let opened = try open([
      "tissue_positions.csv": positions, "tissue_hires_image.png": "png",
      "tissue_lowres_image.png": "png",
      "scalefactors_json.json":
        "{\"microns_per_pixel\": 0.25, \"tissue_hires_scalef\": 0.1, \"bin_size_um\": 8}",
    ])
    #expect(opened.sections[0].coordinates?.unit == .pixels(micronsPerPixel: 0.25))
    #expect(opened.tissueImages.map(\.resolution) == [.hires])
    #expect(opened.tissueImages[0].pixelsPerStep == 0.1)
  }

  @Test("Damaged or missing parts are refused with the file")
  func damaged() throws {
    func refusal(_ files: [String: String]) throws -> PlatformError? {
      do {
        _ = try open(files)
        return nil
      } catch let error as PlatformError { return error }
    }
    let json = try refusal([
      "tissue_positions.csv": positions, "scalefactors_json.json": "{\"tissue_hires_scalef\": ",
    ])
    #expect(json?.file.hasSuffix("scalefactors_json.json") == true)
    #expect(
      json?.reason == .malformedJSON("the scale factors are no JSON object of numbers"))
    let short = try refusal(["tissue_positions.csv": header + "c1,1,0,0\n"])
    #expect(short?.place == "line 2")
    #expect(short?.reason == .malformedTable("4 fields where the header has 6"))
    #expect(
      try refusal(["tissue_positions.parquet": "PAR1"])?.reason == .unsupportedFormat("Parquet"))
  }
}
