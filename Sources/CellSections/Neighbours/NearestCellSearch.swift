import ParallelLoops

/// Finds the nearest cells of some cells of a section when they are asked for: wide surroundings of a million cells would take
/// more room than the section itself.
package struct NearestCellSearch: Sendable {
  private let tree: PositionTree
  /// Where each cell stands in the tree, `[cells]`.
  private let positions: [Int32]

  /// Complexity: O(cells).
  package init(_ tree: PositionTree) {
    self.tree = tree
    var positions = [Int32](repeating: 0, count: tree.members.count)
    for position in 0..<tree.positionCount {
      for cell in tree.members(at: position) { positions[Int(cell)] = Int32(position) }
    }
    self.positions = positions
  }

  /// For some cells what `NeighbourGraph.tieSafeNearest` finds for all of them, without the cells themselves.
  ///
  /// - Returns: in the order of `cells`, whatever `threads` is.
  package func tieSafeNearest(
    _ count: Int, of cells: [Int], threads: Int = 1
  ) -> NearestCells {
    precondition(count >= 0, "tieSafeNearest: \(count) neighbours")
    let length = 512
    let pieces = mapPieces(count: (cells.count + length - 1) / length, threads: threads) { piece in
      var search = PositionSearch(tree)
      var found = NearestCells()
      for cell in cells[piece * length..<min((piece + 1) * length, cells.count)] {
        search.findTieSafe(
          count, to: Int32(cell), at: Int(positions[cell]),
          tolerance: NeighbourGraph.shellTolerance)
        found.append(search.cells.map(\.item))
      }
      return found
    }
    return pieces.reduce(into: NearestCells()) { $0.append($1) }
  }
}

/// The nearest cells of some cells, as compressed sparse rows, nearer first.
package struct NearestCells: Sendable, Equatable {
  private var starts = [0]
  private var cells: [Int32] = []

  init() {}

  /// How many cells were asked about.
  package var count: Int { starts.count - 1 }

  /// Those of one of the cells that were asked about.
  ///
  /// - Parameter row: its place among them.
  package subscript(row: Int) -> ArraySlice<Int32> { cells[starts[row]..<starts[row + 1]] }

  fileprivate mutating func append(_ nearest: [Int32]) {
    cells += nearest
    starts.append(cells.count)
  }

  fileprivate mutating func append(_ other: NearestCells) {
    starts += other.starts.dropFirst().map { $0 + cells.count }
    cells += other.cells
  }
}
