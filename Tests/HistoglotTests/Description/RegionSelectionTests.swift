import CellSections
import Foundation
import Histoglot
import Testing

@Suite("Choosing a region's cells")
struct RegionSelectionTests {
  private let planted = PlantedRegions()

  @Test("The GeoJSON of a query selects the cells of its regions again", arguments: [1.0, 0.25])
  func roundTrip(micronsPerPixel: Double) throws {
    for text in ["high Hot1", "neurons", "corpus callosum"] {
      let answer = try PlantedRegions.answer(text, planted.section)
      try #require(!answer.regions.isEmpty)
      let file = RegionGeoJSON(
        answer.regions, query: text,
        scale: answer.regions.map { _ in 1 / micronsPerPixel },
        colors: answer.regions.map { _ in [1, 2, 3] })
      let areas = try AreaFile(file.data(), place: "regions.geojson")
      for (place, region) in answer.regions.enumerated() {
        let own = try areas.areas(named: "\(text) \(place + 1)", place: "regions.geojson")
        let polygons = own.flatMap(\.polygons).map { $0.scaled(by: micronsPerPixel) }
        let cells = try RegionSelection.areas(polygons, name: "own").cells(of: planted.section)
        let both = Set(cells).intersection(region.cells).count
        let either = Set(cells).union(region.cells).count
        #expect(Double(both) >= 0.95 * Double(either), "\(text): \(both) of \(either)")
      }
    }
  }

  @Test("Names choose their cells, whatever their order")
  func names() throws {
    let cells = try RegionSelection.cells(["cell-7", "cell-3", "cell-7"]).cells(of: planted.section)
    #expect(cells == [3, 7])
  }

  @Test("Values of obs are meant as they are written, else without case, else as numbers")
  func values() throws {
    var section = planted.section
    let count = section.cellCount
    section.labels = [
      LabelColumn(
        name: "isTumour", categories: ["False", "True"], codes: (0..<count).map { Int32($0 % 2) }),
      LabelColumn(
        name: "cluster", categories: ["1", "5", "5.0 b"], codes: (0..<count).map { Int32($0 % 3) }),
      LabelColumn(
        name: "case", categories: ["a", "A"],
        codes: (0..<count).map { Int32($0 % 5) - 3 }
          .map { max(-1, $0) }),
    ]
    func cells(_ key: String, _ value: String) throws -> [Int] {
      try RegionSelection.label(key: key, value: value).cells(of: section)
    }
    #expect(try cells("isTumour", "true") == Array(stride(from: 1, to: count, by: 2)))
    #expect(try cells("cluster", "5.0") == Array(stride(from: 1, to: count, by: 3)))
    #expect(try cells("case", "A") == Array(stride(from: 4, to: count, by: 5)))
    #expect(
      throws: DescriptionError(
        place: "obs['cluster']", reason: .noValue("7", key: "cluster", has: ["1", "5", "5.0 b"]))
    ) { try cells("cluster", "7") }
    #expect(
      throws: DescriptionError(
        place: "section planted", reason: .noLabel(key: "x", has: ["isTumour", "cluster", "case"]))
    ) { try cells("x", "7") }
  }

  @Test("No cell and every cell are refused, with the bounds of both")
  func refused() throws {
    let far = try CornerText("9000,0 9100,0 9100,50").polygon
    do {
      _ = try RegionSelection.areas([far], name: "far").cells(of: planted.section)
      Issue.record("cells far away")
    } catch let error as DescriptionError {
      guard case .polygonsWithoutCells(let polygons, let cells) = error.reason else {
        Issue.record("\(error)")
        return
      }
      #expect(polygons.x == 9000...9100 && polygons.y == 0...50)
      #expect(cells.x.upperBound < 600 && cells.x.lowerBound > 0)
      #expect(error.description.contains("9000 to 9100"))
    }
    let whole = try CornerText("-1,-1 601,-1 601,601 -1,601").polygon
    #expect(throws: DescriptionError(place: "all", reason: .everyCell(1500))) {
      try RegionSelection.areas([whole], name: "all").cells(of: planted.section)
    }
    #expect(
      throws: DescriptionError(
        place: "--cells", reason: .unknownCells(first: "x", count: 2, of: 3))
    ) { try RegionSelection.cells(["cell-1", "x", "y"]).cells(of: planted.section) }
    #expect(throws: DescriptionError(place: "--cells", reason: .noCellsNamed)) {
      try RegionSelection.cells([]).cells(of: planted.section)
    }
  }
}
