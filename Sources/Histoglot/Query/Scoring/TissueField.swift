import CellSections
import ParallelLoops

/// The cells of sections as places that values can be smoothed over and regions be found in.
///
/// Cells stand in an order that follows from what was counted in them, not from where the file has them, so that
/// permuting the cells of a file permutes every result, bit for bit. Sections never touch: no cell has a neighbour in
/// another section.
struct TissueField: Sendable {
  /// For each section, which of its cells stands at each place of the section's range.
  let order: [[Int]]
  /// The places of each section.
  let ranges: [Range<Int>]
  /// `[places]`, in steps of the coordinates.
  let x: [Double]
  /// `[places]`, in steps of the coordinates.
  let y: [Double]
  /// Each cell itself and those nearest to it, over which values are averaged.
  let neighbourhood: NeighbourGraph
  /// The few cells that each cell touches.
  let touching: NeighbourGraph
  /// The median distance from a cell to the farthest of those it touches, in steps.
  let reach: Double
  /// How many threads may work on it; no result depends on it.
  var threads: Int

  /// How many cells a cell of a dense tissue touches: those around it in a honeycomb.
  static let touchingCells = 6

  /// - Parameters:
  ///   - cells: how many cells a value is averaged over, the cell itself among them.
  ///   - threads: no result depends on it.
  /// - Throws: `QueryError` where a section has no coordinates, or a cell no finite place.
  init(_ sections: [CellSection], smoothingOver cells: Int, threads: Int) throws {
    var (order, ranges) = ([[Int]](), [Range<Int>]())
    var (x, y) = ([Double](), [Double]())
    var (near, adjacent) = (GraphParts(), GraphParts())
    for section in sections {
      guard let coordinates = section.coordinates, section.cellCount > 0 else {
        throw QueryError(place: "section \(section.name)", reason: .noCoordinates)
      }
      let keys = section.counts.rowFingerprints()
      guard zip(coordinates.x, coordinates.y).allSatisfy({ $0.isFinite && $1.isFinite }) else {
        throw QueryError(place: "section \(section.name)", reason: .placeNotFinite)
      }
      let own = keys.indices.sorted {
        let (a, b) = ($0, $1)
        return (keys[a], coordinates.x[a], coordinates.y[a], a)
          < (keys[b], coordinates.x[b], coordinates.y[b], b)
      }
      let places = coordinates.selecting(own)
      let ties = own.map { keys[$0] }
      near.append(
        .tieSafeNearest(
          max(0, cells - 1), of: places, tieBreak: ties, includingSelf: true, threads: threads))
      adjacent.append(
        .tieSafeNearest(Self.touchingCells, of: places, tieBreak: ties, threads: threads))
      ranges.append(x.count..<x.count + own.count)
      order.append(own)
      x += places.x
      y += places.y
    }
    self.order = order
    self.ranges = ranges
    self.x = x
    self.y = y
    self.threads = threads
    neighbourhood = near.graph
    touching = adjacent.graph
    let farthest = (0..<x.count).compactMap { [touching] cell -> Double? in
      let edges = touching.edges(of: cell)
      return edges.isEmpty ? nil : Double(touching.distances[edges.upperBound - 1])
    }
    reach = farthest.median() ?? 0
  }

  var cellCount: Int { x.count }

  /// Values of the sections' cells, put where the cells stand here.
  func placed<Value>(_ values: [[Value]]) -> [Value] {
    zip(order, values).flatMap { order, values in order.map { values[$0] } }
  }

  /// Values of the places, put back where each section has its cells.
  func perSection<Value>(_ values: [Value]) -> [[Value]] {
    zip(order, ranges).map { order, range in
      var own = Array(values[range])
      for (place, cell) in zip(range, order) { own[cell] = values[place] }
      return own
    }
  }

  /// The mean of each cell's neighbourhood, `[places]`.
  func smoothed(_ values: [Double]) -> [Double] {
    precondition(
      values.count == cellCount, "smoothed: \(values.count) values for \(cellCount) cells")
    let length = 8192
    return mapPieces(count: (cellCount + length - 1) / length, threads: threads) { piece in
      (piece * length..<min((piece + 1) * length, cellCount)).map { cell in
        let edges = neighbourhood.edges(of: cell)
        var sum = 0.0
        for edge in edges { sum += values[Int(neighbourhood.neighbours[edge])] }
        return sum / Double(edges.count)
      }
    }.flatMap { $0 }
  }

  /// Graphs one behind the other.
  private struct GraphParts {
    var starts = [0]
    var neighbours: [Int32] = []
    var distances: [Float] = []

    mutating func append(_ graph: NeighbourGraph) {
      let (cells, edges) = (Int32(starts.count - 1), neighbours.count)
      starts += graph.starts.dropFirst().map { $0 + edges }
      neighbours += graph.neighbours.map { $0 + cells }
      distances += graph.distances
    }

    var graph: NeighbourGraph {
      NeighbourGraph(starts: starts, neighbours: neighbours, distances: distances)
    }
  }
}
