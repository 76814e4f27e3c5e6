import Foundation

/// Closed polygons that bound a shape; a point inside any of them belongs to the shape, unless polygons of
/// opposite turn cancel there (the hole of an "o").
struct Outline {
  /// The corners of each polygon, in pixels; the last joins the first.
  var polygons: [[Point]] = []

  /// An upright rectangle.
  static func rectangle(_ box: Box) -> Outline {
    Outline(polygons: [
      [
        Point(x: box.x, y: box.y), Point(x: box.right, y: box.y),
        Point(x: box.right, y: box.bottom), Point(x: box.x, y: box.bottom),
      ]
    ])
  }

  /// A rectangle whose corners are quarter circles.
  static func roundedRectangle(_ box: Box, radius: Double) -> Outline {
    let radius = min(radius, box.width / 2, box.height / 2)
    var corners: [Point] = []
    let centers = [
      Point(x: box.right - radius, y: box.bottom - radius),
      Point(x: box.x + radius, y: box.bottom - radius),
      Point(x: box.x + radius, y: box.y + radius), Point(x: box.right - radius, y: box.y + radius),
    ]
    let steps = arcSteps(radius: radius, turn: .pi / 2)
    for (quarter, center) in centers.enumerated() {
      for step in 0...steps {
        let angle = (Double(quarter) + Double(step) / Double(steps)) * .pi / 2
        corners.append(center + Point(x: radius * cos(angle), y: radius * sin(angle)))
      }
    }
    return Outline(polygons: [corners])
  }

  /// A full circle.
  static func disc(center: Point, radius: Double) -> Outline {
    let steps = arcSteps(radius: radius, turn: 2 * .pi)
    return Outline(polygons: [
      (0..<steps).map { step in
        let angle = 2 * .pi * Double(step) / Double(steps)
        return center + Point(x: radius * cos(angle), y: radius * sin(angle))
      }
    ])
  }

  /// Chords so short that none leaves its arc by more than a fortieth of a pixel.
  private static func arcSteps(radius: Double, turn: Double) -> Int {
    let chord = 2 * acos(1 - 0.025 / max(radius, 0.1))
    return max(Int((turn / chord).rounded(.up)), turn > 4 ? 12 : 3)
  }
}
