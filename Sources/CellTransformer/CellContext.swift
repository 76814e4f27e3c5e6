import Autodiff
import CellSections

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the cells of a window or section lie, as the encoder's blocks need it.
public struct CellContext<Scalar: Real> {
  /// Whom each cell attends to, itself first.
  public let lists: AttentionLists
  /// The place of each edge's distance on the knots of a `DistanceBias`, `[edges, 1]`.
  let positions: Matrix<Scalar>
  /// Sinusoids of the coordinates, `[cells, AbsolutePosition.features]`, for encoders that want them.
  let sinusoids: Matrix<Scalar>?
  public let hasPositions: Bool

  /// The context of cells with coordinates.
  ///
  /// - Parameters:
  ///   - graph: each cell itself first and its nearest cells, numbered as the tokens are.
  ///   - typicalDistance: the section's median distance to the nearest cell, in the unit of the graph:
  ///     dividing by it makes µm and px alike.
  ///   - sinusoids: see `AbsolutePosition`.
  ///   - forTraining: whether gradients will be asked for.
  public init(
    _ graph: NeighbourGraph, typicalDistance: Double, sinusoids: [Scalar]? = nil,
    forTraining: Bool = true, in workspace: Workspace<Scalar>
  ) {
    lists = AttentionLists(
      starts: graph.starts.map(Int64.init), neighbours: graph.neighbours, transposing: forTraining)
    let unit = typicalDistance > 0 ? typicalDistance : 1
    positions = workspace.matrix(graph.distances.count, 1) { edge in
      Scalar(DistanceKnots.position(of: Double(graph.distances[edge]) / unit))
    }
    self.sinusoids = sinusoids.map {
      workspace.matrix(graph.cellCount, $0.count / max(1, graph.cellCount), $0)
    }
    hasPositions = true
  }

  /// The context of dissociated cells: each has itself alone for a neighbour.
  public init(dissociated cells: Int, in workspace: Workspace<Scalar>) {
    lists = AttentionLists(
      starts: (0...cells).map(Int64.init), neighbours: (0..<cells).map(Int32.init))
    positions = workspace.matrix(cells, 1, [Scalar](repeating: 0, count: cells))
    sinusoids = nil
    hasPositions = false
  }
}

/// How distances are spread over the knots of a learned function.
enum DistanceKnots {
  static let count = 16

  /// `15 r / (r + 3)`, with `r` in units of the typical distance: fine near the cell, and every distance,
  /// however large, has a place; smooth, so that rounding of coordinates changes nothing visible.
  static func position(of distance: Double) -> Double {
    Double(count - 1) * distance / (distance + 3)
  }
}
