import Foundation

/// Closed polygons that bound a shape; a point inside any of them belongs to the shape, unless polygons of
/// opposite turn cancel there (the hole of an "o").
package struct Outline {
  /// The corners of each polygon, in pixels; the last joins the first.
  var polygons: [[Point]] = []

  /// An upright rectangle.
  package static func rectangle(_ box: Box) -> Outline {
    Outline(polygons: [
      [
        Point(x: box.x, y: box.y), Point(x: box.right, y: box.y),
        Point(x: box.right, y: box.bottom), Point(x: box.x, y: box.bottom),
      ]
    ])
  }

  /// A full circle.
  package static func disc(center: Point, radius: Double) -> Outline {
    let steps = steps(radius: radius)
    return Outline(polygons: [
      (0..<steps).map { step in
        let angle = 2 * .pi * Double(step) / Double(steps)
        return center + Point(x: radius * cos(angle), y: radius * sin(angle))
      }
    ])
  }

  /// Chords so short that none leaves its circle by more than a two-hundredth of a pixel.
  private static func steps(radius: Double) -> Int {
    let chord = 2 * acos(1 - 0.005 / max(radius, 0.1))
    return max(Int((2 * .pi / chord).rounded(.up)), 24)
  }
}
