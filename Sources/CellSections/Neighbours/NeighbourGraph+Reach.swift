extension NeighbourGraph {
  /// The lists of some cells, with every cell that they name.
  ///
  /// - Parameter core: cells, none twice.
  /// - Returns: the cells of `core`, then the others that their lists name, each once; and the lists, numbered as these
  ///   cells are, of the core alone: those of the others are empty. Complexity: O(all cells + edges of the core).
  package func reach(of core: [Int32]) -> (cells: [Int32], graph: NeighbourGraph) {
    var cells = core
    var numbers = [Int32](repeating: -1, count: cellCount)
    for (number, cell) in core.enumerated() {
      precondition(numbers[Int(cell)] < 0, "reach: cell \(cell) is named twice")
      numbers[Int(cell)] = Int32(number)
    }
    let edgeCount = core.reduce(0) { $0 + edges(of: Int($1)).count }
    var starts = [0]
    var named: [Int32] = []
    var near: [Float] = []
    named.reserveCapacity(edgeCount)
    near.reserveCapacity(edgeCount)
    for cell in core {
      for edge in edges(of: Int(cell)) {
        let neighbour = neighbours[edge]
        if numbers[Int(neighbour)] < 0 {
          numbers[Int(neighbour)] = Int32(cells.count)
          cells.append(neighbour)
        }
        named.append(numbers[Int(neighbour)])
        near.append(distances[edge])
      }
      starts.append(named.count)
    }
    starts += [Int](repeating: named.count, count: cells.count - core.count)
    return (cells, NeighbourGraph(starts: starts, neighbours: named, distances: near))
  }
}

extension Coordinates {
  /// All cells, each once, in runs of nearly equal length that each fill a compact part of the plane.
  ///
  /// Cells follow one another as in a k-d tree, so that nearby ones mostly stand close in the order; the number of runs is
  /// a power of two, so that runs end where the tree is cut. Complexity: O(cells · log cells).
  package func compactRuns(ofAtMost limit: Int) -> [[Int32]] {
    precondition(limit >= 1, "compactRuns: runs of at most \(limit)")
    let tree = PositionTree(self)
    var order: [Int32] = []
    order.reserveCapacity(count)
    for position in 0..<tree.positionCount { order += tree.members(at: position) }
    var runs = 1
    while (count + runs - 1) / runs > limit { runs *= 2 }
    return (0..<runs).map { Array(order[$0 * count / runs..<($0 + 1) * count / runs]) }
  }
}
