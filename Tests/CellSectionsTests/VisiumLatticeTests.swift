import AnnDataFiles
import CellSections
import Testing

@Suite("The size of a pixel from Visium's spots")
struct VisiumLatticeTests {
  /// Spots of the array at 0.8 µm per pixel, turned, pixels whole.
  func spots(every step: Int) -> (rows: [Double], columns: [Double], places: Coordinates) {
    var (rows, columns, x, y) = ([Double](), [Double](), [Double](), [Double]())
    for row in stride(from: 0, to: 78, by: step) {
      for column in stride(from: row % 2, to: 128, by: 2 * step) {
        rows.append(Double(row))
        columns.append(Double(column))
        x.append(Double(column) * 50 / 0.8)
        y.append(Double(row) * 50 * 3.0.squareRoot() / 0.8)
      }
    }
    let turned = Coordinates(x: x, y: y, unit: .unknown).moved(angle: 0.02)
    return (
      rows, columns,
      Coordinates(
        x: turned.x.map { $0.rounded() }, y: turned.y.map { $0.rounded() }, unit: .unknown)
    )
  }

  @Test("All spots or few, the array gives it to one part in ten thousand")
  func fromArray() throws {
    for step in [1, 3, 10] {
      let (rows, columns, places) = spots(every: step)
      let scale = try #require(
        VisiumLattice.micronsPerPixel(rows: rows, columns: columns, x: places.x, y: places.y))
      #expect(abs(scale / 0.8 - 1) < 1e-4)
    }
    #expect(
      VisiumLattice.micronsPerPixel(rows: [3, 3], columns: [1, 1], x: [5, 5], y: [7, 7]) == nil)
    #expect(VisiumLattice.micronsPerPixel(rows: [], columns: [], x: [], y: []) == nil)
  }

  @Test(
    "A file with array places, or only with a pitch that fits its spots, states it; others do not")
  func fromFile() throws {
    let (rows, columns, places) = spots(every: 3)
    let cells = rows.indices.map { "s\($0)" }
    var file = SmallFile(counts: Array(repeating: 1, count: cells.count * 2), cells: cells)
    file.contents.obsm = [
      NamedElement(
        "spatial",
        .array(
          TypedArray(
            shape: [cells.count, 2], .float64(zip(places.x, places.y).flatMap { [$0, $1] }))))
    ]
    func scaleFactors(_ name: String, _ value: Double) -> NamedElement {
      let factors = Element.mapping([NamedElement(name, .number(value))])
      let library = Element.mapping([NamedElement("scalefactors", factors)])
      return NamedElement("spatial", .mapping([NamedElement("lib", library)]))
    }
    func micronsPerPixel() throws -> Double? {
      try file.read().sections[0].coordinates?.unit.micronsPerStep
    }
    file.contents.uns = [scaleFactors("spot_diameter_fullres", 65 / 0.8)]
    // A third of the rows and columns: the nearest spot is 300 µm away.
    #expect(try micronsPerPixel() == nil)
    file.contents.obs.columns = [
      NamedColumn("array_row", .doubles(rows)), NamedColumn("array_col", .doubles(columns)),
    ]
    #expect(abs((try micronsPerPixel() ?? 0) / 0.8 - 1) < 1e-4)
    file.contents.uns = [scaleFactors("spot_diameter_fullres", 20)]
    #expect(try micronsPerPixel() == nil)
    file.contents.uns = [scaleFactors("microns_per_pixel", 0.2738)]
    #expect(try micronsPerPixel() == 0.2738)
  }
}
