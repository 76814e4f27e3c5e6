/// A place in a section, in steps of its coordinates.
public struct Place: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A simple polygon with holes; rings are open (the last corner joins the first) and touch neither themselves nor one
/// another. With y down, the outer ring runs with the clock and holes against it.
public struct RegionPolygon: Sendable, Equatable {
  public var outer: [Place]
  public var holes: [[Place]]

  /// In squared steps, holes taken off.
  public var area: Double { signedArea(outer) + holes.reduce(0) { $0 + signedArea($1) } }
}

/// What a region covers of a section.
public struct RegionShape: Sendable, Equatable {
  /// Disjoint, the largest first.
  public var polygons: [RegionPolygon]
  /// The place that is farthest from what is not of the region: where its name fits best.
  public var middle: Place

  /// In squared steps.
  public var area: Double { polygons.reduce(0) { $0 + $1.area } }
}

/// Twice-halved cross products (the shoelace formula): positive for rings that run with the clock where y is down.
func signedArea(_ ring: [Place]) -> Double {
  guard let first = ring.first else { return 0 }
  var sum = 0.0
  for (a, b) in zip(ring, ring.dropFirst() + [first]) {
    // About the first corner, so that a small ring far from the origin keeps its digits.
    sum += (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y)
  }
  return sum / 2
}

/// Whether a place lies inside a ring: how often a ray to the right crosses it.
func encloses(_ ring: [Place], _ place: Place) -> Bool {
  guard let last = ring.last else { return false }
  var inside = false
  for (a, b) in zip([last] + ring, ring) where (a.y > place.y) != (b.y > place.y) {
    if place.x < (b.x - a.x) * (place.y - a.y) / (b.y - a.y) + a.x { inside.toggle() }
  }
  return inside
}
