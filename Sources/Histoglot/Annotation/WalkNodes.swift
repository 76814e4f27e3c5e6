import Autodiff
import SectionAnalysis

/// Labelled cells and cells of a section, and the weights by which a walk goes from each to those most like it.
struct WalkNodes {
  /// `[nodes, lanes]`, eight numbers each; labelled cells first.
  private let places: [SIMD8<Float>]
  private let lanes: Int
  /// How many of the nodes are labelled.
  private let known: Int
  private let count: Int
  /// The distance to the eighth nearest node, `[nodes]`.
  private let bandwidths: [Float]
  /// Where a walk may go from each cell of the section, and by which weight, ascending, `[count − known]`.
  private let edges: [[(node: Int, weight: Double)]]
  /// What makes both sides as many.
  private let balance: Double

  private static let least: Float = 1e-6

  /// - Parameter rows: `[nodes, directions]`.
  init(_ rows: FeatureMatrix, known: Int, in workspace: Workspace<Float>) {
    let (places, lanes) = Self.lanes(of: rows)
    let count = rows.rowCount
    let nearest = Self.nearest(
      places, to: places, lanes: lanes, areSame: true, in: workspace)
    let bandwidths = nearest.map(Self.bandwidth)
    var pairs = [Set<Int>](repeating: [], count: count)
    for (node, found) in nearest.enumerated() {
      for other in found.map(\.node) {
        pairs[node].insert(other)
        pairs[other].insert(node)
      }
    }
    self.places = places
    self.lanes = lanes
    self.known = known
    self.count = count
    self.bandwidths = bandwidths
    balance = Double(count - known) / Double(known)
    edges = (known..<count).map { node in
      pairs[node].sorted().map { other in
        (
          other,
          Self.weight(
            Self.gap(places, node, places, other, lanes: lanes), bandwidths[node],
            bandwidths[other])
        )
      }
    }
  }

  /// With which probability a walk from each cell of the section ends at a labelled one, `[count − known]`.
  func ending(steps: Int, loss: Double) -> [Double] {
    var ending = [Double](repeating: 0, count: count - known)
    for _ in 0..<steps { ending = edges.map { step($0, ending, loss: loss) } }
    return ending
  }

  /// The same of cells that are no nodes, by their first step.
  ///
  /// - Parameters:
  ///   - rows: `[cells, directions]`.
  ///   - ending: of the nodes.
  func ending(
    from rows: FeatureMatrix, _ ending: [Double], loss: Double, in workspace: Workspace<Float>
  ) -> [Double] {
    let cells = Self.lanes(of: rows).places
    let nearest = Self.nearest(cells, to: places, lanes: lanes, areSame: false, in: workspace)
    return nearest.map { found in
      let bandwidth = Self.bandwidth(found)
      return step(
        found.map { ($0.node, Self.weight($0.gap, bandwidth, bandwidths[$0.node])) }, ending,
        loss: loss)
    }
  }

  private func step(
    _ edges: [(node: Int, weight: Double)], _ ending: [Double], loss: Double
  ) -> Double {
    var (sum, total) = (0.0, 0.0)
    for (node, weight) in edges {
      let weight = node < known ? weight * balance : weight
      total += weight
      sum += node < known ? weight : weight * ending[node - known]
    }
    // Nothing is like a cell that has no weight at all.
    return total > 0 ? (1 - loss) * sum / total : 0
  }

  private static func weight(_ gap: Float, _ first: Float, _ second: Float) -> Double {
    exponential(-Double(gap) / (Double(first) * Double(second)))
  }

  private static func bandwidth(_ nearest: [(node: Int, gap: Float)]) -> Float {
    max(least, nearest[min(nearest.count - 1, LabelledWalk.neighbours / 2)].gap.squareRoot())
  }

  private static func lanes(of rows: FeatureMatrix) -> (places: [SIMD8<Float>], lanes: Int) {
    let lanes = (rows.columnCount + 7) / 8
    var places = [SIMD8<Float>](repeating: .zero, count: rows.rowCount * lanes)
    for row in 0..<rows.rowCount {
      for column in 0..<rows.columnCount {
        places[row * lanes + column / 8][column % 8] = Float(rows[row, column])
      }
    }
    return (places, lanes)
  }

  @inline(__always)
  private static func gap(
    _ a: [SIMD8<Float>], _ row: Int, _ b: [SIMD8<Float>], _ other: Int, lanes: Int
  ) -> Float {
    var sum = SIMD8<Float>(repeating: 0)
    for lane in 0..<lanes {
      let gap = a[row * lanes + lane] - b[other * lanes + lane]
      sum += gap * gap
    }
    return sum.sum()
  }

  /// The nearest nodes of each row by squared distance, the nearest first, the first of equals.
  ///
  /// - Parameter areSame: whether rows are the nodes; none is its own neighbour then.
  private static func nearest(
    _ rows: [SIMD8<Float>], to nodes: [SIMD8<Float>], lanes: Int, areSame: Bool,
    in workspace: Workspace<Float>
  ) -> [[(node: Int, gap: Float)]] {
    let (count, size) = (rows.count / lanes, 128)
    var found = [[(node: Int, gap: Float)]](repeating: [], count: count)
    found.withUnsafeMutableBufferPointer { found in
      let found = found
      workspace.loop(pieces: (count + size - 1) / size) { piece, _ in
        for row in piece * size..<min(count, (piece + 1) * size) {
          var best: [(node: Int, gap: Float)] = []
          best.reserveCapacity(LabelledWalk.neighbours + 1)
          for node in 0..<nodes.count / lanes where !areSame || node != row {
            let gap = gap(rows, row, nodes, node, lanes: lanes)
            if best.count == LabelledWalk.neighbours, gap >= best[best.count - 1].gap { continue }
            let place = best.firstIndex { gap < $0.gap } ?? best.count
            best.insert((node, gap), at: place)
            if best.count > LabelledWalk.neighbours { best.removeLast() }
          }
          found[row] = best
        }
      }
    }
    return found
  }
}
