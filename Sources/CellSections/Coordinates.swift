/// Positions of the cells of one section: x to the right, y **down**, as scanpy and squidpy draw them.
public struct Coordinates: Sendable, Equatable {
  /// `[cells]`, in `unit`.
  public var x: [Double]
  /// `[cells]`, in `unit`.
  public var y: [Double]
  /// What one step is.
  public var unit: LengthUnit

  public init(x: [Double], y: [Double], unit: LengthUnit) {
    precondition(x.count == y.count, "Coordinates: \(x.count) x beside \(y.count) y")
    self.x = x
    self.y = y
    self.unit = unit
  }

  public var count: Int { x.count }

  /// The chosen cells' positions, in the order given.
  public func selecting(_ cells: [Int]) -> Coordinates {
    Coordinates(x: cells.map { x[$0] }, y: cells.map { y[$0] }, unit: unit)
  }
}

/// What one step of a coordinate is.
public enum LengthUnit: Sendable, Equatable {
  /// Micrometres.
  case microns
  /// Pixels of a known size, in µm.
  case pixels(micronsPerPixel: Double)
  /// Not said anywhere; no scale bar, areas in units².
  case unknown

  /// µm in one step, or nil where unknown.
  public var micronsPerStep: Double? {
    switch self {
    case .microns: 1
    case .pixels(let microns): microns
    case .unknown: nil
    }
  }
}
