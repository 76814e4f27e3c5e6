import Foundation

/// Discs of one radius at every place within a pixel that is told apart, made when first needed.
///
/// The coverage of each pixel is the exact area of disc ∩ pixel, so a disc smaller than a pixel still gives
/// its πr² of ink and density shows where points are tiny.
package struct DiscStamps {
  /// In pixels.
  let radius: Double
  /// Pixels along the side of a stamp.
  let side: Int
  /// Of `Ink.full`; stamps one after the other, each `[side, side]`.
  private(set) var coverage: [Int32] = []

  private let places: Int
  private var offsets: [Int32]

  package init(radius: Double) {
    self.radius = radius
    side = 2 * Int(radius.rounded(.up)) + 1
    places = radius < 6 ? 16 : 4
    offsets = [Int32](repeating: -1, count: places * places)
  }

  /// Where the stamp for a disc around `center` begins in `coverage`, and which pixel is its upper left.
  mutating func stamp(at center: Point) -> (offset: Int, left: Int, top: Int) {
    let (column, row) = (center.x.rounded(.down), center.y.rounded(.down))
    let placeX = min(Int((center.x - column) * Double(places)), places - 1)
    let placeY = min(Int((center.y - row) * Double(places)), places - 1)
    let place = placeY * places + placeX
    if offsets[place] < 0 {
      offsets[place] = Int32(coverage.count)
      append(placeX: placeX, placeY: placeY)
    }
    let reach = side / 2
    return (Int(offsets[place]), Int(column) - reach, Int(row) - reach)
  }

  private mutating func append(placeX: Int, placeY: Int) {
    let reach = Double(side / 2)
    let x = reach + (Double(placeX) + 0.5) / Double(places)
    let y = reach + (Double(placeY) + 0.5) / Double(places)
    for row in 0..<side {
      for column in 0..<side {
        let area = areaOfDisc(
          radius: radius, x0: Double(column) - x, x1: Double(column + 1) - x, y0: Double(row) - y,
          y1: Double(row + 1) - y)
        coverage.append(Int32((min(max(area, 0), 1) * Double(Ink.full)).rounded()))
      }
    }
  }
}

/// The area a disc around the origin shares with a rectangle.
package func areaOfDisc(radius: Double, x0: Double, x1: Double, y0: Double, y1: Double) -> Double {
  /// ∫₀ᵗ √(r² − u²) du.
  func underArc(_ t: Double) -> Double {
    let inside = max(radius * radius - t * t, 0)
    return (t * inside.squareRoot() + radius * radius * asin(min(t / radius, 1))) / 2
  }
  /// The area shared with the rectangle between the origin and (x, y), signed like x·y.
  func fromOrigin(_ x: Double, _ y: Double) -> Double {
    let sign: Double = (x < 0) == (y < 0) ? 1 : -1
    let (x, y) = (min(abs(x), radius), min(abs(y), radius))
    if x * x + y * y <= radius * radius { return sign * x * y }
    let bend = max(radius * radius - y * y, 0).squareRoot()
    return sign * (bend * y + underArc(x) - underArc(bend))
  }
  return fromOrigin(x1, y1) - fromOrigin(x0, y1) - fromOrigin(x1, y0) + fromOrigin(x0, y0)
}
