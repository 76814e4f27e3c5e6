/// What of the plane holds the tissue: all cells but strays far away, for which all else would become a dot.
package struct TissueExtent: Equatable {
  /// The upper left corner, in steps of the coordinates.
  package let least: Point
  /// The lower right corner.
  package let most: Point
  /// How many cells lie outside it.
  package let strayCount: Int

  /// Fewer places than this have no core.
  private static let fewestPlaces = 20
  /// The core lies between this share of the places and the rest to one, along either axis.
  private static let tail = 0.02
  /// Places with so many others nearby are tissue, however far away.
  private static let companyOfTissue = 5
  /// How near that is, as a share of the core's longer side.
  private static let nearby = 0.1

  /// A stray lies outside the core, the middle 96 % of all places along x and along y, by more than the longer side
  /// of the core, and has fewer than five other places within a tenth of that side. A second piece of tissue on a
  /// slide is thereby never taken for strays, and a heap of cells in one far place, as (0, 0), is.
  ///
  /// - Parameters:
  ///   - x: finite, `[cells]`.
  ///   - y: finite, `[cells]`.
  /// - Complexity: O(cells log cells).
  package init(x: [Double], y: [Double]) {
    let cells = zip(x, y).map { Point(x: $0, y: $1) }
    guard !cells.isEmpty else {
      (least, most, strayCount) = (Point(x: 0, y: 0), Point(x: 0, y: 0), 0)
      return
    }
    let (least, most) = Point.corners(of: Self.tissue(in: Array(Set(cells))) ?? cells)
    (self.least, self.most) = (least, most)
    strayCount = cells.count { !Self.holds($0, least, most) }
  }

  package var width: Double { most.x - least.x }
  package var height: Double { most.y - least.y }
  var center: Point { Point(x: (least.x + most.x) / 2, y: (least.y + most.y) / 2) }

  /// Whether a cell there is drawn.
  package func holds(_ place: Point) -> Bool { Self.holds(place, least, most) }

  private static func holds(_ place: Point, _ least: Point, _ most: Point) -> Bool {
    place.x >= least.x && place.x <= most.x && place.y >= least.y && place.y <= most.y
  }

  /// The places that are no strays; nil where none is a stray.
  private static func tissue(in places: [Point]) -> [Point]? {
    guard places.count >= fewestPlaces else { return nil }
    func core(_ values: [Double]) -> ClosedRange<Double> {
      let sorted = values.sorted()
      let outside = Int(Double(sorted.count) * tail) + 1
      return sorted[outside]...sorted[sorted.count - 1 - outside]
    }
    let (coreX, coreY) = (core(places.map(\.x)), core(places.map(\.y)))
    let side = max(
      coreX.upperBound - coreX.lowerBound, coreY.upperBound - coreY.lowerBound)
    guard side > 0, side.isFinite else { return nil }
    func isFar(_ place: Point) -> Bool {
      place.x < coreX.lowerBound - side || place.x > coreX.upperBound + side
        || place.y < coreY.lowerBound - side || place.y > coreY.upperBound + side
    }
    let far = places.filter(isFar).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard !far.isEmpty else { return nil }
    let tissue = places.filter { !isFar($0) } + crowded(far, within: side * nearby)
    return tissue.count < places.count ? tissue : nil
  }

  /// Those that have company within a radius; `places` ascend along x.
  private static func crowded(_ places: [Point], within radius: Double) -> [Point] {
    places.indices.filter { place in
      var company = 0
      func counts(_ other: Int) -> Bool {
        let (dx, dy) = (places[other].x - places[place].x, places[other].y - places[place].y)
        guard abs(dx) <= radius, company < companyOfTissue else { return false }
        if dx * dx + dy * dy <= radius * radius { company += 1 }
        return true
      }
      var (before, after) = (place - 1, place + 1)
      while before >= 0, counts(before) { before -= 1 }
      while after < places.count, counts(after) { after += 1 }
      return company >= companyOfTissue
    }.map { places[$0] }
  }
}
