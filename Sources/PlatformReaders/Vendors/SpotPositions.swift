import CellSections

/// Where the spots of a Visium slide lie: `tissue_positions.csv` with a header, or the older
/// `tissue_positions_list.csv` without.
struct SpotPositions {
  struct Spot {
    var barcode: String
    var isInTissue: Bool
    /// Row and column in the array of spots, a hexagonal lattice.
    var arrayRow: Double
    var arrayColumn: Double
    /// Pixels of the full-resolution picture.
    var x: Double
    var y: Double
  }

  let path: String
  private(set) var spots: [Spot] = []

  init(_ spatial: FolderContents) throws {
    guard let path = spatial.file("tissue_positions.csv", "tissue_positions_list.csv") else {
      if let parquet = spatial.file("tissue_positions.parquet") {
        throw PlatformError(file: parquet, reason: .unsupportedFormat("Parquet"))
      }
      throw PlatformError(
        file: spatial.path,
        reason: .fileMissing(names: ["tissue_positions.csv", "tissue_positions_list.csv"]))
    }
    self.path = path
    spots = try reading(path) { try Self.read(path) }
  }

  private static func read(_ path: String) throws -> [Spot] {
    var reader = DelimitedReader(try ByteChunks(unpacking: path))
    var spots: [Spot] = []
    while try reader.next() {
      let row = reader.row
      guard row.count == 6 else {
        throw DelimitedTextError(line: row.line, reason: .ragged(found: row.count, expected: 6))
      }
      if spots.isEmpty, row[0] == "barcode" { continue }
      spots.append(
        Spot(
          barcode: row[0], isInTissue: try row.number(1, column: "in_tissue") != 0,
          arrayRow: try row.number(2, column: "array_row"),
          arrayColumn: try row.number(3, column: "array_col"),
          x: try row.number(5, column: "pxl_col_in_fullres"),
          y: try row.number(4, column: "pxl_row_in_fullres")))
    }
    return spots
  }

  /// The spots inside the tissue.
  var places: PlacesTable {
    let inside = spots.filter(\.isInTissue)
    return PlacesTable(
      cellIDs: inside.map(\.barcode), x: inside.map(\.x), y: inside.map(\.y))
  }

  /// µm per pixel: what the file states (Visium HD), or what follows from the array of spots.
  func unit(_ scale: ScaleFactors?) -> LengthUnit {
    if let stated = scale?.micronsPerPixel, stated > 0 { return .pixels(micronsPerPixel: stated) }
    let microns = VisiumLattice.micronsPerPixel(
      rows: spots.map(\.arrayRow), columns: spots.map(\.arrayColumn), x: spots.map(\.x),
      y: spots.map(\.y))
    return microns.map { .pixels(micronsPerPixel: $0) } ?? .unknown
  }
}
