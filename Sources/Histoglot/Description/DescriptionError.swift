import CellSections
import Foundation

/// Why a region cannot be described.
public struct DescriptionError: Error, Equatable, CustomStringConvertible {
  /// The file, the option or the section it is about.
  public var place: String
  public var reason: Reason

  public init(place: String, reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// What can stand in the way; each comes with what to do about it.
  public enum Reason: Sendable, Equatable {
    /// No cell lies in the polygons.
    case polygonsWithoutCells(polygons: PlaceBounds, cells: PlaceBounds)
    /// Names that no cell has, the first of them.
    case unknownCells(first: String, count: Int, of: Int)
    case noCellsNamed
    /// What can only be the path of a list of cells, and is not there.
    case noFileOfCells
    /// Pixels cannot be told from steps whose size nobody says.
    case stepOfUnknownSize
    case noLabel(key: String, has: [String])
    case noValue(String, key: String, has: [String])
    /// The region is the section.
    case everyCell(Int)
    case sectionNotChosen(has: [String])
    case unreadable(String)
    case tooLarge(bytes: Int, most: Int)
    case notGeoJSON(String)
    case noAreas(others: Int)
    case noFeature(named: String, has: [String])
    /// A ring, counted from 0, of an area.
    case ringTooShort(area: Int, corners: Int)
    case ringNotClosed(area: Int)
    case positionNotReadable(area: Int)
    case placeOutOfReach(area: Int)
    case neitherFileNorCorners(String)
    case tooFewCorners(Int)
  }

  /// What, where, and what to do, on one line.
  public var description: String { "\(place): \(statement)".onOneLine }

  private var statement: String {
    switch reason {
    case .polygonsWithoutCells(let polygons, let cells):
      "no cell lies inside: it spans \(polygons), and the section's cells \(cells); check the unit (--microns-per-pixel) and the section"
    case .unknownCells(let first, let count, let all):
      "\(count) of \(all.of("name")) \(count == 1 ? "is" : "are") of no cell of the section, the first '\(first.shortened(80))'; give obs names, one a line or with commas between"
    case .noCellsNamed: "no cell is named; give obs names, one a line or with commas between"
    case .noFileOfCells:
      "there is no such file; name a list of cells, one a line, or give their obs names with commas between"
    case .stepOfUnknownSize:
      "how many µm a step of its coordinates is, is not known, so --microns-per-pixel says nothing; give --microns-per-unit too"
    case .noLabel(let key, let has):
      "obs has no label '\(key)'; it has \(listed(has)), name one of those"
    case .noValue(let value, let key, let has):
      "no cell has '\(value.shortened(80))' as '\(key)'; there are \(listed(has)), name one of those"
    case .everyCell(let cells):
      "\(cells == 1 ? "the one cell of the section is" : "all \(cells) cells of the section are") in it, so there is nothing to compare with; choose fewer, or leave the choice out to describe the section"
    case .sectionNotChosen(let has):
      "it holds \(has.count) sections: \(listed(has)); choose one with --only"
    case .unreadable(let why): "it cannot be read (\(why)); check the path"
    case .tooLarge(let bytes, let most):
      "\(bytes) bytes, and \(most) are the most that are read; export the region alone"
    case .notGeoJSON(let why):
      "it is no GeoJSON of areas (\(why)); export annotations as GeoJSON, or give corners as \"x,y x,y x,y\""
    case .noAreas(let others):
      "it holds no Polygon and no MultiPolygon\(others > 0 ? ", but \(others.of("other geometry", plural: "other geometries"))" : ""); draw the region as an area"
    case .noFeature(let name, let has):
      "no area in it is called '\(name.shortened(80))'; there are \(listed(has)), name one of those"
    case .ringTooShort(let area, let corners):
      "a ring of area \(area + 1) has \(corners.of("corner")), and an area needs 3; draw it again"
    case .ringNotClosed(let area):
      "a ring of area \(area + 1) does not end where it begins; repeat its first position at its end"
    case .positionNotReadable(let area):
      "a position of area \(area + 1) is not a pair of numbers; write positions as [x, y]"
    case .placeOutOfReach(let area):
      "a position of area \(area + 1) lies farther out than any section; check its coordinates"
    case .neitherFileNorCorners(let text):
      "'\(text.shortened(80))' is neither a file nor corners; name a GeoJSON file, or give \"x,y x,y x,y\""
    case .tooFewCorners(let corners):
      "\(corners.of("corner")), and an area needs 3; give \"x,y x,y x,y\" or more"
    }
  }

  private func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0.shortened(60))'" }.joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 12 ? shown + ", …" : shown
  }
}

/// How far places reach, in steps of the coordinates.
public struct PlaceBounds: Sendable, Equatable, CustomStringConvertible {
  public var x: ClosedRange<Double>
  public var y: ClosedRange<Double>

  /// nil where there is no place.
  init?(_ places: some Sequence<Place>) {
    var bounds: PlaceBounds?
    for place in places {
      guard let known = bounds else {
        bounds = PlaceBounds(x: place.x...place.x, y: place.y...place.y)
        continue
      }
      bounds?.x = min(known.x.lowerBound, place.x)...max(known.x.upperBound, place.x)
      bounds?.y = min(known.y.lowerBound, place.y)...max(known.y.upperBound, place.y)
    }
    guard let bounds else { return nil }
    self = bounds
  }

  private init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.x = x
    self.y = y
  }

  func holds(_ place: Place) -> Bool { x.contains(place.x) && y.contains(place.y) }

  public var description: String {
    func span(_ range: ClosedRange<Double>) -> String {
      String(format: "%.6g to %.6g", range.lowerBound, range.upperBound)
    }
    return "x \(span(x)), y \(span(y))"
  }
}
