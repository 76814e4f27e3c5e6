/// Values drawn towards those of neighbours over a graph: `(I + λL)⁻¹ F`.
///
/// `L = (D − A) / d̄` with symmetric weights `A`, their row sums `D` and the mean row sum `d̄`, so that λ means the
/// same on graphs of any density. As `L 1 = 0` and `I + λL` is an M-matrix, rows of probabilities stay rows of
/// probabilities, and no value leaves the range of its column. Source: Zhou et al. 2004, "Learning with Local and
/// Global Consistency"; solved by conjugate gradients (Hestenes & Stiefel 1952).
public struct GraphSmoothing: Sendable, Equatable {
  /// `λ ≥ 0`; 0 changes nothing.
  public var strength: Double
  /// The search ends where a column's residual is this share of its right side.
  public var tolerance: Double
  /// The most steps taken.
  public var maximumIterations: Int

  public init(strength: Double, tolerance: Double = 1e-8, maximumIterations: Int = 500) {
    precondition(strength >= 0, "GraphSmoothing: λ is \(strength), must be ≥ 0")
    self.strength = strength
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// The smoothed values, `[cells, columns]`.
  /// - Parameters:
  ///   - features: `[cells, columns]`.
  ///   - graphs: neighbour lists of the same cells, in space or in expression; an edge weighs ½ for each list of a
  ///     graph that holds it, in either direction, and the graphs add up.
  /// - Complexity: O(iterations · edges · columns); the iterations grow as √λ.
  public func callAsFunction(_ features: FeatureMatrix, over graphs: [NeighbourLists])
    -> FeatureMatrix
  {
    let edges = SymmetricEdges(graphs, cellCount: features.rowCount)
    guard strength > 0, edges.meanDegree > 0 else { return features }
    var smoothed = features
    for column in 0..<features.columnCount {
      let values = (0..<features.rowCount).map { features[$0, column] }
      let solved = solve(values, edges)
      for row in solved.indices { smoothed[row, column] = solved[row] }
    }
    return smoothed
  }

  /// `(I + λL) x = b` by conjugate gradients from `x = b`.
  private func solve(_ b: [Double], _ edges: SymmetricEdges) -> [Double] {
    let factor = strength / edges.meanDegree
    var x = b
    let image = edges.applied(to: x, factor: factor)
    var residual = zip(b, image).map { $0 - $1 }
    var direction = residual
    var squared = dot(residual, residual)
    let goal = tolerance * tolerance * dot(b, b)
    for _ in 0..<maximumIterations where squared > goal {
      let image = edges.applied(to: direction, factor: factor)
      let step = squared / dot(direction, image)
      for row in x.indices {
        x[row] += step * direction[row]
        residual[row] -= step * image[row]
      }
      let next = dot(residual, residual)
      let ratio = next / squared
      squared = next
      for row in x.indices { direction[row] = residual[row] + ratio * direction[row] }
    }
    return x
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for row in a.indices { sum += a[row] * b[row] }
    return sum
  }
}

/// Symmetric weights between cells, in which each direction of an edge counts half.
private struct SymmetricEdges {
  /// Where each cell's entries begin, `[cells + 1]`; a pair listed both ways stands twice, at ½.
  var starts: [Int]
  var others: [Int32]
  let meanDegree: Double

  init(_ graphs: [NeighbourLists], cellCount: Int) {
    for graph in graphs {
      precondition(
        graph.cellCount == cellCount,
        "GraphSmoothing: a graph of \(graph.cellCount) cells for \(cellCount) rows")
    }
    var degrees = [Int](repeating: 0, count: cellCount)
    Self.forEachEdge(graphs) { cell, other in
      degrees[cell] += 1
      degrees[other] += 1
    }
    var starts = [0]
    starts.reserveCapacity(cellCount + 1)
    for degree in degrees { starts.append(starts[starts.count - 1] + degree) }
    var places = Array(starts.dropLast())
    var others = [Int32](repeating: 0, count: starts[cellCount])
    Self.forEachEdge(graphs) { cell, other in
      others[places[cell]] = Int32(other)
      places[cell] += 1
      others[places[other]] = Int32(cell)
      places[other] += 1
    }
    self.starts = starts
    self.others = others
    meanDegree = cellCount == 0 ? 0 : 0.5 * Double(others.count) / Double(cellCount)
  }

  private static func forEachEdge(_ graphs: [NeighbourLists], _ body: (Int, Int) -> Void) {
    for graph in graphs {
      for cell in 0..<graph.cellCount {
        for other in graph.neighbours[graph.starts[cell]..<graph.starts[cell + 1]]
        where Int(other) != cell {
          body(cell, Int(other))
        }
      }
    }
  }

  /// `(I + factor (D − A)) x`.
  func applied(to x: [Double], factor: Double) -> [Double] {
    x.indices.map { cell in
      var difference = 0.0
      for place in starts[cell]..<starts[cell + 1] { difference += x[cell] - x[Int(others[place])] }
      return x[cell] + factor * 0.5 * difference
    }
  }
}
