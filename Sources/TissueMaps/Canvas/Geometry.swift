/// A place, in pixels: x to the right, y down, pixel (0, 0) covering 0…1 in both.
package struct Point: Hashable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  package static func + (left: Point, right: Point) -> Point {
    Point(x: left.x + right.x, y: left.y + right.y)
  }

  /// The least and the greatest x and y of some places.
  static func corners(of points: some Sequence<Point>) -> (least: Point, most: Point) {
    var least = Point(x: .infinity, y: .infinity)
    var most = Point(x: -.infinity, y: -.infinity)
    for point in points {
      least = Point(x: min(least.x, point.x), y: min(least.y, point.y))
      most = Point(x: max(most.x, point.x), y: max(most.y, point.y))
    }
    return (least, most)
  }
}

/// An upright rectangle, in pixels.
package struct Box: Hashable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var right: Double { x + width }
  package var bottom: Double { y + height }
  package var center: Point { Point(x: x + width / 2, y: y + height / 2) }

  /// The box without a margin on every side.
  func inset(by margin: Double) -> Box {
    Box(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
  }

  /// Whether the two share more than an edge.
  package func overlaps(_ other: Box) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }

  /// The least box around places; an empty one at the origin where there are none.
  init(around points: [Point]) {
    guard !points.isEmpty else {
      self.init(x: 0, y: 0, width: 0, height: 0)
      return
    }
    let (least, most) = Point.corners(of: points)
    self.init(x: least.x, y: least.y, width: most.x - least.x, height: most.y - least.y)
  }

  /// The least box around both.
  func union(_ other: Box) -> Box {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return Box(
      x: left, y: top, width: max(right, other.right) - left,
      height: max(bottom, other.bottom) - top)
  }

  /// The place in it nearest to `point`; its middle along a side that is inside out.
  func nearest(to point: Point) -> Point {
    Point(
      x: width < 0 ? center.x : min(max(point.x, x), right),
      y: height < 0 ? center.y : min(max(point.y, y), bottom))
  }
}
