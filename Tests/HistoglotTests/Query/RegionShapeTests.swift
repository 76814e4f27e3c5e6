import CellSections
import Foundation
import Histoglot
import Testing

@Suite("Shapes of regions")
struct RegionShapeTests {
  private let planted = PlantedRegions(unit: .unknown)

  private func regions(_ text: String) throws -> [FoundRegion] {
    try PlantedRegions.answer(text, planted.section).regions
  }

  /// Whether a place lies inside a polygon and in none of its holes.
  private func holds(_ polygon: RegionPolygon, _ place: Place) -> Bool {
    func encloses(_ ring: [Place]) -> Bool {
      var inside = false
      for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1))
      where (a.y > place.y) != (b.y > place.y) {
        if place.x < (b.x - a.x) * (place.y - a.y) / (b.y - a.y) + a.x { inside.toggle() }
      }
      return inside
    }
    return encloses(polygon.outer) && !polygon.holes.contains(where: encloses)
  }

  @Test("A region's border holds its cells and no others", arguments: ["Hot1", "neurons"])
  func membership(text: String) throws {
    let places = try #require(planted.section.coordinates)
    for region in try regions(text) {
      let isOwn = Set(region.cells)
      let wrong = places.x.indices.count { cell in
        let place = Place(x: places.x[cell], y: places.y[cell])
        return region.shape.polygons.contains { holds($0, place) } != isOwn.contains(cell)
      }
      // Cells nearer to one another than a line of the grid are told apart by no grid.
      #expect(Double(wrong) <= max(1, 0.01 * Double(region.cells.count)), "\(wrong)")
      #expect(region.shape.polygons.contains { holds($0, region.shape.middle) })
      #expect(region.areaUnit == "px²" && region.area > 0)
    }
  }

  @Test("Rings do not cross themselves or one another")
  func simple() throws {
    func turn(_ a: Place, _ b: Place, _ c: Place) -> Double {
      (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
    let region = try #require(try regions("neurons").first)
    let rings = region.shape.polygons.flatMap { [$0.outer] + $0.holes }
    let lines = rings.flatMap { ring in
      zip(ring, ring.dropFirst() + ring.prefix(1)).map { ($0, $1) }
    }
    #expect(lines.count > 100)
    for (place, first) in lines.enumerated() {
      for second in lines[(place + 1)...]
      where ![second.0, second.1].contains(first.0) && ![second.0, second.1].contains(first.1) {
        let crosses =
          turn(first.0, first.1, second.0) * turn(first.0, first.1, second.1) < 0
          && turn(second.0, second.1, first.0) * turn(second.0, second.1, first.1) < 0
        if crosses { Issue.record("\(first) crosses \(second)") }
      }
    }
    #expect(Set(rings.joined()).count == rings.joined().count)
  }

  private struct GeoJSON: Decodable {
    struct Feature: Decodable {
      struct Geometry: Decodable {
        var type: String
        var coordinates: [[[Double]]]
      }
      struct Properties: Decodable {
        struct Classification: Decodable {
          var name: String
          var color: [Int]
        }
        var objectType: String
        var name: String
        var classification: Classification
        var measurements: [String: Double]
      }
      var type: String
      var geometry: Geometry
      var properties: Properties
    }
    var type: String
    var features: [Feature]
  }

  @Test("GeoJSON holds closed rings in the pixels of the image, as QuPath reads them")
  func geoJSON() throws {
    let found = try regions("high Hot1")
    let data = try RegionGeoJSON(
      found, query: "a: \"b\" <c>", scale: [2], colors: [[1, 2, 3]]
    ).data()
    let decoded = try JSONDecoder().decode(GeoJSON.self, from: data)
    #expect(decoded.type == "FeatureCollection")
    let feature = try #require(decoded.features.first)
    #expect(feature.type == "Feature" && feature.geometry.type == "Polygon")
    #expect(feature.properties.objectType == "annotation")
    #expect(feature.properties.classification.name == "a  \"b\" <c>")
    #expect(feature.properties.classification.color == [1, 2, 3])
    #expect(feature.properties.measurements["cells"] == Double(found[0].cells.count))
    let ring = try #require(feature.geometry.coordinates.first)
    #expect(ring.first == ring.last && ring.count > 10)
    let first = found[0].shape.polygons[0].outer[0]
    #expect(abs(ring[0][0] - 2 * first.x) < 1e-3 && abs(ring[0][1] - 2 * first.y) < 1e-3)
  }

  @Test("Cells in one place, in a line or very far apart do no harm")
  func degenerate() throws {
    for spread in [(0.0, 0.0), (1.0, 0.0), (1e9, 1e-9), (1e300, 1e300)] {
      var section = planted.section
      section.coordinates = Coordinates(
        x: (0..<section.cellCount).map { Double($0 * 7919 % 1500) * spread.0 },
        y: (0..<section.cellCount).map { Double($0 * 104_729 % 1500) * spread.1 },
        unit: .unknown)
      var options = PlantedRegions.options()
      options.significance = 1
      options.fewestCells = 1
      // Where cells inside and outside share their places there is no border between them.
      let answer = try PlantedRegions.answer("high Hot1", section, options)
      for region in answer.regions {
        #expect(region.shape.area.isFinite && region.shape.area >= 0)
        #expect(region.shape.polygons.allSatisfy { $0.outer.count >= 3 })
      }
    }
  }
}
