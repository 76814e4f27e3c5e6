/// The zero line of values on a grid, as closed rings that do not touch.
struct MarchingSquares {
  private let grid: DistanceGrid

  init(_ grid: DistanceGrid) { self.grid = grid }

  /// A crossing this near to a node, as a share of a step, is moved away from it, so that no two rings meet there.
  private static let leastShare = 0.02

  /// An edge of the grid: from a node to the next on its right, or below.
  private struct Edge: Hashable {
    var node: Int
    var isVertical: Bool
  }

  /// Rings with the inside on their right hand where y is down: outer ones run with the clock, holes against it.
  func rings() -> [[Place]] {
    var next: [Edge: Edge] = [:]
    var order: [Edge] = []
    for row in 0..<grid.rows - 1 {
      for column in 0..<grid.columns - 1 {
        for (from, to) in lines(column: column, row: row) {
          next[from] = to
          order.append(from)
        }
      }
    }
    var rings: [[Place]] = []
    for start in order {
      var ring: [Place] = []
      var edge = start
      while let following = next.removeValue(forKey: edge) {
        ring.append(crossing(edge))
        edge = following
      }
      if ring.count > 2 { rings.append(ring) }
    }
    return rings
  }

  private func isInside(_ node: Int) -> Bool { grid.values[node] > 0 }

  /// The lines of one square, each from the edge where it enters to the one where it leaves.
  private func lines(column: Int, row: Int) -> [(Edge, Edge)] {
    let topLeft = row * grid.columns + column
    let bottomLeft = topLeft + grid.columns
    let corners = [topLeft, topLeft + 1, bottomLeft + 1, bottomLeft]
    let isIn = corners.map(isInside)
    let top = Edge(node: topLeft, isVertical: false)
    let right = Edge(node: topLeft + 1, isVertical: true)
    let bottom = Edge(node: bottomLeft, isVertical: false)
    let left = Edge(node: topLeft, isVertical: true)
    let edges = [top, right, bottom, left]
    // Going around the square with the clock, the line leaves it where outside becomes inside, and enters where inside
    // becomes outside: the inside is then on its right.
    let leaving = (0..<4).filter { !isIn[$0] && isIn[($0 + 1) % 4] }
    let entering = (0..<4).filter { isIn[$0] && !isIn[($0 + 1) % 4] }
    if leaving.count < 2 { return zip(entering, leaving).map { (edges[$0], edges[$1]) } }
    // Two corners opposite one another: the mean of all four says whether they hang together.
    let mean = corners.reduce(Float(0)) { $0 + grid.values[$1] }
    return entering.map { entry in
      // Apart, a line turns around the corner inside before the entry; together, around the corner outside after it.
      let partner = mean > 0 ? (entry + 1) % 4 : (entry + 3) % 4
      return (edges[entry], edges[partner])
    }
  }

  private func crossing(_ edge: Edge) -> Place {
    let other = edge.isVertical ? edge.node + grid.columns : edge.node + 1
    let (from, to) = (Double(grid.values[edge.node]), Double(grid.values[other]))
    let share = min(max(from / (from - to), Self.leastShare), 1 - Self.leastShare)
    let (column, row) = (edge.node % grid.columns, edge.node / grid.columns)
    return grid.place(
      column: Double(column) + (edge.isVertical ? 0 : share),
      row: Double(row) + (edge.isVertical ? share : 0))
  }
}
