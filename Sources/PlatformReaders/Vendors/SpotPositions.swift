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

  /// µm per pixel: what the file states (Visium HD), or what follows from the array.
  ///
  /// Spots lie 100 µm apart on a hexagonal lattice: a step of a column is 50 µm, one of a row 50·√3 µm.
  /// The ratio of the spread of spots on the array to that in pixels uses all spots, where the distance to
  /// the nearest suffers from pixels being whole numbers (0.7 % too small) and fails where spots are few.
  func unit(_ scale: ScaleFactors?) -> LengthUnit {
    if let stated = scale?.micronsPerPixel, stated > 0 { return .pixels(micronsPerPixel: stated) }
    let onArray = Self.spread(
      spots.map { 50 * $0.arrayColumn }, spots.map { 50 * 3.0.squareRoot() * $0.arrayRow })
    let inPixels = Self.spread(spots.map(\.x), spots.map(\.y))
    guard onArray > 0, inPixels > 0 else { return .unknown }
    return .pixels(micronsPerPixel: (onArray / inPixels).squareRoot())
  }

  /// The sum of squared distances from the mean.
  private static func spread(_ x: [Double], _ y: [Double]) -> Double {
    [x, y].reduce(0) { sum, axis in
      let mean = axis.reduce(0, +) / Double(max(axis.count, 1))
      return sum + axis.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
  }
}
