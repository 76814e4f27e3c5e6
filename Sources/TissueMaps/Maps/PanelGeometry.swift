import CellSections
import Foundation

/// Where the cells of a section lie once it is flipped and turned, in the unit all panels share.
struct PanelGeometry {
  /// `[cells]`, y down.
  private(set) var points: [Point]
  /// Which cells are shown.
  let extent: TissueExtent
  /// The panel's outlines that are shown.
  let outlines: [MapOutline]
  /// What is shown of the plane.
  private(set) var frame: Box
  /// Whether cells lie in more than one place.
  let hasExtent: Bool
  /// The diameter of a point.
  let diameter: Double
  /// From a step of the file's coordinates to the shared unit.
  private let placement: Placement

  /// - Parameters:
  ///   - extent: of the panel's cells, which are finite.
  ///   - automatic: the diameter of a point where the panel leaves it open, in the shared unit.
  init(
    _ panel: MapPanel, extent: TissueExtent, unitsPerStep: Double, automatic: Double,
    style: MapStyle
  ) {
    let placement = Placement(center: extent.center, unitsPerStep: unitsPerStep, style: style)
    self.placement = placement
    self.extent = extent
    let cells = zip(panel.coordinates.x, panel.coordinates.y).map { Point(x: $0, y: $1) }
    points = cells.map(placement.place)
    let shown = extent.strayCount == 0 ? cells : cells.filter(extent.holds)
    let box = Box(around: shown.map(placement.place))
    let longest = max(box.width, box.height)
    hasExtent = longest > 0
    diameter =
      switch panel.pointSize {
      case .automatic: automatic
      case .scaled(let factor): automatic * factor
      case .diameter(let steps): steps * unitsPerStep
      }
    outlines = panel.outlines.filter { extent.holds(Point(x: $0.middle.x, y: $0.middle.y)) }
    // Cells in a line or in one place still get a frame with an inside.
    let least = longest > 0 ? longest * 0.08 : 1
    let (width, height) = (max(box.width, least), max(box.height, least))
    let margin =
      max(diameter / 2, longest * 0.004) * 1.2 + (panel.image == nil ? 0 : longest * 0.04)
    let ofCells = Box(
      x: box.x - (width - box.width) / 2, y: box.y - (height - box.height) / 2, width: width,
      height: height
    ).inset(by: -margin)
    // A border runs beyond the last cells.
    let corners = outlines.flatMap(\.rings).joined().map {
      placement.place(Point(x: $0.x, y: $0.y))
    }
    frame =
      corners.isEmpty
      ? ofCells : ofCells.union(Box(around: corners).inset(by: -longest * 0.006))
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
