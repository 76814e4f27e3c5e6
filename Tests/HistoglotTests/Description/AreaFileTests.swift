import Foundation
import Histoglot
import Testing

@Suite("Areas from GeoJSON")
struct AreaFileTests {
  private static let square = "[[0,0],[10,0],[10,10],[0,10],[0,0]]"
  private static let hole = "[[4,4],[4,6],[6,6],[6,4],[4,4]]"

  private func read(_ text: String) throws -> AreaFile {
    try AreaFile(Data(text.utf8), place: "file")
  }

  private func polygon(_ rings: String...) -> String {
    #"{"type":"Polygon","coordinates":[\#(rings.joined(separator: ","))]}"#
  }

  private func feature(_ geometry: String, _ properties: String = "null") -> String {
    #"{"type":"Feature","geometry":\#(geometry),"properties":\#(properties)}"#
  }

  @Test("A place in a hole is outside, one in an island within the hole is inside")
  func holes() throws {
    let island = "[[[4.5,4.5],[5.5,4.5],[5.5,5.5],[4.5,5.5],[4.5,4.5]]]"
    let text =
      #"{"type":"MultiPolygon","coordinates":[[\#(Self.square),\#(Self.hole)],\#(island)]}"#
    let areas = try read(text).areas
    try #require(areas.count == 1 && areas[0].polygons.count == 2)
    func holds(_ x: Double, _ y: Double) -> Bool {
      areas[0].polygons.contains { $0.holds(Place(x: x, y: y)) }
    }
    // A shape of straight lines is known for every place.
    for column in 0..<120 {
      for row in 0..<120 {
        let (x, y) = (Double(column) / 10 - 0.95, Double(row) / 10 - 0.95)
        func within(_ low: Double, _ high: Double) -> Bool {
          x > low && x < high && y > low && y < high
        }
        let expected = within(0, 10) && (!within(4, 6) || within(4.5, 5.5))
        #expect(holds(x, y) == expected, "\(x), \(y)")
      }
    }
    #expect(areas[0].polygons.reduce(0) { $0 + $1.area } == 97)
  }

  @Test("Whichever way rings run, the area is the same")
  func winding() throws {
    let backwards = "[[0,0],[0,10],[10,10],[10,0],[0,0]]"
    let other = "[[4,4],[6,4],[6,6],[4,6],[4,4]]"
    for rings in [(Self.square, Self.hole), (backwards, Self.hole), (backwards, other)] {
      let file = try read(polygon(rings.0, rings.1))
      #expect(file.areas[0].polygons[0].area == 96)
    }
  }

  @Test("Features are found in collections, lists and alone, by name or class")
  func names() throws {
    let first = feature(polygon(Self.square), #"{"name":"one","isLocked":false}"#)
    let second = feature(polygon(Self.hole), #"{"classification":{"name":"Tumour","color":[1,2]}}"#)
    let point = feature(#"{"type":"Point","coordinates":[1,2]}"#)
    let empty = feature("null")
    let both = feature(
      #"{"type":"GeometryCollection","geometries":[\#(polygon(Self.square)),\#(polygon(Self.hole))]}"#,
      #"{"name":7}"#)
    let all = [first, second, point, empty, both].joined(separator: ",")
    for text in [#"{"type":"FeatureCollection","features":[\#(all)]}"#, " [\(all)]"] {
      let file = try read(text)
      #expect(file.areas.map(\.name) == ["one", "Tumour", nil])
      #expect(file.areas.map(\.polygons.count) == [1, 1, 2])
      #expect(file.others == 1)
      #expect(try file.areas(named: "Tumour", place: "file").count == 1)
      #expect(try file.areas(named: nil, place: "file").count == 3)
      #expect(
        throws: DescriptionError(
          place: "file", reason: .noFeature(named: "two", has: ["one", "Tumour"]))
      ) { try file.areas(named: "two", place: "file") }
    }
    #expect(try read(polygon(Self.square)).areas.count == 1)
  }

  private func reason(_ text: String) -> DescriptionError.Reason? {
    do {
      _ = try read(text)
      return nil
    } catch let error as DescriptionError {
      #expect(error.description.hasPrefix("file: ") && error.description.contains(";"))
      #expect(!error.description.contains("\n") && error.description.count < 600)
      return error.reason
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test("Rings that enclose nothing are refused, each for its reason")
  func rings() {
    #expect(reason(polygon("[]")) == .ringTooShort(area: 0, corners: 0))
    #expect(reason(polygon("[[0,0],[1,1],[0,0]]")) == .ringTooShort(area: 0, corners: 2))
    #expect(
      reason(polygon("[[0,0],[1,1],[0,0],[1,1],[0,0]]")) == .ringTooShort(area: 0, corners: 2))
    #expect(reason(polygon("[[0,0],[1,0],[1,1],[0,1]]")) == .ringNotClosed(area: 0))
    #expect(reason(polygon(Self.square, "[[1,1],[2,1],[2,2]]")) == .ringNotClosed(area: 0))
    #expect(reason(polygon("[[0],[1,0],[1,1],[0]]")) == .positionNotReadable(area: 0))
    #expect(reason(polygon("[[0,0],[1e300,0],[1,1],[0,0]]")) == .placeOutOfReach(area: 0))
    #expect(reason(#"{"type":"Point","coordinates":[1,2]}"#) == .noAreas(others: 1))
    #expect(reason(#"{"type":"FeatureCollection","features":[]}"#) == .noAreas(others: 0))
  }

  @Test(
    "What is no GeoJSON is refused",
    arguments: [
      "", "nonsense", "{}", "[1]", #"{"type":"Circle"}"#, #"{"type":"Polygon"}"#,
      #"{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}"#,
      #"{"type":"Polygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}"#,
      #"{"type":"Polygon","coordinates":[[[NaN,0],[1,0],[1,1],[NaN,0]]]}"#,
      #"{"type":"Polygon","coordinates":[[[1e999,0],[1,0],[1,1],[1e999,0]]]}"#,
      #"{"type":"Polygon","coordinates":[[["0","0"],[1,0],[1,1],[0,0]]]}"#,
      #"{"type":"Feature","geometry":5}"#, #"{"type":"FeatureCollection","features":{}}"#,
      String(repeating: "[", count: 100_000),
      String(repeating: #"{"type":"GeometryCollection","geometries":["#, count: 20_000),
    ])
  func hostile(text: String) {
    guard case .notGeoJSON = reason(text) else {
      Issue.record("\(text.prefix(80))")
      return
    }
  }

  @Test("A file that is not there says so")
  func missing() {
    #expect(throws: DescriptionError.self) { try AreaFile(path: "/nowhere/at-all.geojson") }
  }

  @Test("Corners are read from a text, closed or open")
  func corners() throws {
    let open = try CornerText("0,0 10,0 10,10 0,10").polygon
    #expect(try CornerText("0,0; 10,0; 10,10; 0,10; 0,0").polygon == open)
    #expect(open.area == 100 && open.scaled(by: 0.5).area == 25)
    for (text, reason) in [
      ("", DescriptionError.Reason.neitherFileNorCorners("")),
      ("file.json", .neitherFileNorCorners("file.json")),
      ("0,0 1,nan 2,2", .neitherFileNorCorners("0,0 1,nan 2,2")),
      ("0,0 1,1", .tooFewCorners(2)), ("0,0 1,1 0,0", .tooFewCorners(2)),
      ("1,1,1 2,2 3,3", .neitherFileNorCorners("1,1,1 2,2 3,3")),
      ("0,0 1,1e200 2,2", .placeOutOfReach(area: 0)),
    ] {
      #expect(throws: DescriptionError(place: "--region", reason: reason)) {
        try CornerText(text)
      }
    }
  }
}
