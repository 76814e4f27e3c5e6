/// The lists of a `NeighbourGraph` turned round: which cells have a cell among their neighbours.
///
/// Cell `j` is in the list of `cells[t]`, through edge `edges[t]` of the graph, for `t` in
/// `starts[j]..<starts[j + 1]`; cells ascend. What a backward pass over neighbours needs.
public struct ReversedNeighbours: Sendable, Equatable {
  /// Where each cell's list begins, `[cells + 1]`.
  public let starts: [Int]
  /// The cells that have this one among their neighbours, `[edges]`.
  public let cells: [Int32]
  /// The edge of the graph, `[edges]`.
  public let edges: [Int]
}

extension NeighbourGraph {
  /// The lists turned round. Complexity: O(cells + edges).
  public func reversed() -> ReversedNeighbours {
    var reverseStarts = [Int](repeating: 0, count: cellCount + 1)
    for neighbour in neighbours { reverseStarts[Int(neighbour) + 1] += 1 }
    for cell in 0..<cellCount { reverseStarts[cell + 1] += reverseStarts[cell] }
    var next = reverseStarts
    var cells = [Int32](repeating: 0, count: edgeCount)
    var edges = [Int](repeating: 0, count: edgeCount)
    for cell in 0..<cellCount {
      for edge in self.edges(of: cell) {
        let place = next[Int(neighbours[edge])]
        cells[place] = Int32(cell)
        edges[place] = edge
        next[Int(neighbours[edge])] = place + 1
      }
    }
    return ReversedNeighbours(starts: reverseStarts, cells: cells, edges: edges)
  }
}
