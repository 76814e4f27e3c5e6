import CellSections
import Foundation

/// Where the cells of a section lie once it is flipped and turned, in the unit all panels share.
struct PanelGeometry {
  /// `[cells]`, y down.
  private(set) var points: [Point]
  /// What is shown of the plane.
  private(set) var frame: Box
  /// Whether cells lie in more than one place.
  let hasExtent: Bool
  /// The diameter of a point.
  let diameter: Double
  /// From a step of the file's coordinates to the shared unit.
  private let placement: Placement

  init(
    _ panel: MapPanel, unitsPerStep: Double, style: MapStyle
  ) throws(FigureError) {
    let (x, y) = (panel.coordinates.x, panel.coordinates.y)
    if let cell = x.indices.first(where: { !(x[$0].isFinite && y[$0].isFinite) }) {
      throw FigureError(panel.name, .positionNotFinite(cell: cell))
    }
    let placement = Placement(
      center: Point(
        x: ((x.min() ?? 0) + (x.max() ?? 0)) / 2, y: ((y.min() ?? 0) + (y.max() ?? 0)) / 2),
      unitsPerStep: unitsPerStep, style: style)
    self.placement = placement
    points = zip(x, y).map { placement.place(Point(x: $0, y: $1)) }
    let minX = points.map(\.x).min() ?? 0
    let minY = points.map(\.y).min() ?? 0
    let width = (points.map(\.x).max() ?? 0) - minX
    let height = (points.map(\.y).max() ?? 0) - minY
    let longest = max(width, height)
    hasExtent = longest > 0

    let automatic = min(
      Self.automaticDiameter(NeighbourSpacing(x: x, y: y)) * unitsPerStep, longest * 0.05)
    diameter =
      switch panel.pointSize {
      case .automatic: automatic
      case .scaled(let factor): automatic * factor
      case .diameter(let steps): steps * unitsPerStep
      }
    // Cells in a line or in one place still get a frame with an inside.
    let least = longest > 0 ? longest * 0.08 : 1
    let (shownWidth, shownHeight) = (max(width, least), max(height, least))
    let margin =
      max(diameter / 2, longest * 0.004) * 1.2 + (panel.image == nil ? 0 : longest * 0.04)
    frame = Box(
      x: minX - (shownWidth - width) / 2, y: minY - (shownHeight - height) / 2, width: shownWidth,
      height: shownHeight
    ).inset(by: -margin)
  }

  /// Cells on a lattice nearly touch; cells at random, some of which have a neighbour very near, are drawn
  /// to cover most of their share of the tissue.
  private static func automaticDiameter(_ spacing: NeighbourSpacing?) -> Double {
    guard let spacing else { return 0 }
    return max(spacing.nearest * 0.88, spacing.share * 0.85)
  }

  /// Where a place of the shared unit lies in the file's coordinates.
  func step(at place: Point) -> Point { placement.step(at: place) }

  /// Where a place of the file's coordinates lies in the shared unit.
  func place(ofStep step: Point) -> Point { placement.place(step) }
}

/// A flip, then a turn with the clock, then a change of unit, all around one center.
struct Placement {
  private let center: Point
  private let unitsPerStep: Double
  private let (cosine, sine): (Double, Double)
  private let (signX, signY): (Double, Double)

  init(center: Point, unitsPerStep: Double, style: MapStyle) {
    self.center = center
    self.unitsPerStep = unitsPerStep
    // Quarter turns stay exact.
    let turn = style.rotation.truncatingRemainder(dividingBy: 360)
    let quarter = (turn / 90).rounded()
    let rest = (turn - quarter * 90) * .pi / 180
    let exact = [(1.0, 0.0), (0, 1), (-1, 0), (0, -1)][(Int(quarter) % 4 + 4) % 4]
    cosine = exact.0 * cos(rest) - exact.1 * sin(rest)
    sine = exact.1 * cos(rest) + exact.0 * sin(rest)
    signX = style.flipX ? -1 : 1
    signY = style.flipY ? -1 : 1
  }

  /// From the file's coordinates.
  func place(_ step: Point) -> Point {
    let x = (step.x - center.x) * signX * unitsPerStep
    let y = (step.y - center.y) * signY * unitsPerStep
    return Point(x: x * cosine - y * sine, y: x * sine + y * cosine)
  }

  /// Back to the file's coordinates.
  func step(at place: Point) -> Point {
    let x = (place.x * cosine + place.y * sine) / unitsPerStep
    let y = (place.y * cosine - place.x * sine) / unitsPerStep
    return Point(x: x * signX + center.x, y: y * signY + center.y)
  }
}
