import CellSections

/// Which cells of a section make the region that is described.
public enum RegionSelection: Sendable, Equatable {
  /// All of them: the section itself, with nothing to compare it with.
  case everything
  /// Those that lie in any of the areas, whose corners are in steps of the section's coordinates.
  case areas([RegionPolygon], name: String)
  /// Those of these names.
  case cells([String])
  /// Those whose label of this key is this value.
  case label(key: String, value: String)

  /// In words, for a headline.
  public var name: String {
    switch self {
    case .everything: "The section"
    case .areas(_, let name): name
    case .cells: "The list of cells"
    case .label(let key, let value): "\(value) (obs['\(key)'])"
    }
  }

  /// The section's cells in it, ascending; at least one, and not all but with `everything`.
  package func cells(of section: CellSection) throws -> [Int] {
    let cells: [Int]
    switch self {
    case .everything: return Array(0..<section.cellCount)
    case .areas(let areas, _): cells = try Self.cells(of: section, in: areas, place: name)
    case .cells(let names): cells = try Self.cells(of: section, named: names)
    case .label(let key, let value): cells = try Self.cells(of: section, key: key, value: value)
    }
    if cells.count == section.cellCount {
      throw DescriptionError(place: name, reason: .everyCell(cells.count))
    }
    return cells
  }

  private static func cells(
    of section: CellSection, in areas: [RegionPolygon], place: String
  ) throws -> [Int] {
    guard let coordinates = section.coordinates else {
      throw QueryError(place: "section \(section.name)", reason: .noCoordinates)
    }
    let places = zip(coordinates.x, coordinates.y).map { Place(x: $0, y: $1) }
    let bounds = areas.map { PlaceBounds($0.outer) }
    let cells = places.indices.filter { cell in
      zip(areas, bounds).contains { area, bounds in
        bounds?.holds(places[cell]) ?? false && area.holds(places[cell])
      }
    }
    if cells.isEmpty, let spanned = PlaceBounds(areas.flatMap(\.outer)),
      let has = PlaceBounds(places)
    {
      throw DescriptionError(
        place: place, reason: .polygonsWithoutCells(polygons: spanned, cells: has))
    }
    return cells
  }

  private static func cells(of section: CellSection, named names: [String]) throws -> [Int] {
    let wanted = Set(names)
    let place = "--cells"
    guard !wanted.isEmpty else { throw DescriptionError(place: place, reason: .noCellsNamed) }
    let missing = wanted.subtracting(section.cellIDs)
    if let first = names.first(where: missing.contains) {
      throw DescriptionError(
        place: place,
        reason: .unknownCells(first: first, count: missing.count, of: wanted.count))
    }
    return section.cellIDs.indices.filter { wanted.contains(section.cellIDs[$0]) }
  }

  private static func cells(
    of section: CellSection, key: String, value: String
  ) throws -> [Int] {
    guard let column = section.label(key) else {
      throw DescriptionError(
        place: "section \(section.name)",
        reason: .noLabel(key: key, has: section.labels.map(\.name)))
    }
    let used = Set(column.codes.filter { $0 >= 0 }).sorted().map { column.categories[Int($0)] }
    // As it is written, else as a number or whatever its case is: `true` for True, `5` for 5.0.
    let meant =
      used.first { $0 == value } ?? only(used.filter { $0.lowercased() == value.lowercased() })
      ?? Double(value).flatMap { number in only(used.filter { Double($0) == number }) }
    guard let meant else {
      throw DescriptionError(place: "obs['\(key)']", reason: .noValue(value, key: key, has: used))
    }
    return (0..<section.cellCount).filter { column[$0] == meant }
  }

  private static func only(_ values: [String]) -> String? { values.count == 1 ? values[0] : nil }
}

extension RegionPolygon {
  /// Whether a place lies inside the outer ring and in none of the holes.
  package func holds(_ place: Place) -> Bool {
    encloses(outer, place) && !holes.contains { encloses($0, place) }
  }

  /// A polygon whose rings run as they should.
  init(rings: [[Place]]) {
    func running(_ ring: [Place], clockwise: Bool) -> [Place] {
      (signedArea(ring) > 0) == clockwise ? ring : ring.reversed()
    }
    outer = running(rings.first ?? [], clockwise: true)
    holes = rings.dropFirst().map { running($0, clockwise: false) }
  }

  /// The same in steps of which one is so many of these.
  public func scaled(by factor: Double) -> RegionPolygon {
    func scaled(_ ring: [Place]) -> [Place] {
      ring.map { Place(x: $0.x * factor, y: $0.y * factor) }
    }
    return RegionPolygon(outer: scaled(outer), holes: holes.map(scaled))
  }
}
