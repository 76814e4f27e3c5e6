import CellSections

/// One section of a figure.
public struct MapPanel: Sendable, Equatable {
  /// Stands above the map.
  public var name: String
  /// Where the cells lie, y down, all finite.
  public var coordinates: Coordinates
  /// What their colors say.
  public var coloring: CellColoring
  /// What lies under them.
  public var image: TissueImage?
  /// How large they are drawn.
  public var pointSize: PointSize
  /// What one observation is called in the count.
  public var observation: Observation
  /// Drawn over the cells, in order.
  public var outlines: [MapOutline] = []

  /// Traps unless there is a color for each position.
  public init(
    name: String, coordinates: Coordinates, coloring: CellColoring, image: TissueImage? = nil,
    pointSize: PointSize = .automatic, observation: Observation = .cell
  ) {
    precondition(
      coloring.cellCount.map { $0 == coordinates.count } ?? true,
      "MapPanel \(name): colors for \(coloring.cellCount ?? 0) cells beside \(coordinates.count) positions"
    )
    if case .agreement(let truth, let prediction) = coloring {
      precondition(
        truth.codes.count == prediction.codes.count,
        "MapPanel \(name): \(truth.codes.count) true labels beside \(prediction.codes.count) predicted"
      )
    }
    self.name = name
    self.coordinates = coordinates
    self.coloring = coloring
    self.image = image
    self.pointSize = pointSize
    self.observation = observation
  }

  /// A section with its own name and coordinates. Traps unless there is a color for each cell.
  ///
  /// - Throws: ``FigureError`` where the section has no coordinates.
  public init(
    section: CellSection, coloring: CellColoring, image: TissueImage? = nil,
    pointSize: PointSize = .automatic, observation: Observation = .cell
  ) throws(FigureError) {
    guard let coordinates = section.coordinates else {
      throw FigureError(section.name, .noPositions)
    }
    self.init(
      name: section.name, coordinates: coordinates, coloring: coloring, image: image,
      pointSize: pointSize, observation: observation)
  }

  /// How many cells there are.
  public var cellCount: Int { coordinates.count }
}

extension MapPanel {
  /// - Throws: ``FigureError`` where it cannot be drawn.
  func check() throws(FigureError) {
    let (x, y) = (coordinates.x, coordinates.y)
    if let cell = x.indices.first(where: { !(x[$0].isFinite && y[$0].isFinite) }) {
      throw FigureError(name, .positionNotFinite(cell: cell))
    }
    switch pointSize {
    case .automatic: break
    case .scaled(let factor):
      guard PointSize.factors.contains(factor) else {
        throw FigureError(name, .settingOutOfRange(name: "point size", value: factor))
      }
    case .diameter(let steps):
      guard steps > 0, steps.isFinite else {
        throw FigureError(name, .settingOutOfRange(name: "point diameter", value: steps))
      }
    }
  }
}

/// How large a cell is drawn.
public enum PointSize: Sendable, Hashable {
  /// From the distance between neighbours, so that dense tissue is covered and cells stay apart.
  case automatic
  /// The automatic size times this, one of ``factors``.
  case scaled(Double)
  /// The true diameter, in steps of the coordinates: a spot of a Visium slide.
  case diameter(steps: Double)

  /// Smaller points are not seen, larger ones hide one another.
  public static let factors = 0.05...20
}

/// What one observation of a section is.
public enum Observation: Sendable, Hashable {
  case cell
  case spot

  /// "1 cell", "2,401 spots".
  func text(count: Int) -> String {
    let noun = self == .cell ? "cell" : "spot"
    return Numerals.grouped(count) + " " + noun + (count == 1 ? "" : "s")
  }
}
