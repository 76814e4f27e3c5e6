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

  /// For some cells what `NeighbourGraph.tieSafeNearest` finds for all of them, without the cells themselves, in the order of
  /// `cells`.
  package func tieSafeNearest(_ count: Int, of cells: some Sequence<Int>) -> NearestCells {
    precondition(count >= 0, "tieSafeNearest: \(count) neighbours")
    var search = PositionSearch(tree)
    var found = NearestCells()
    for cell in cells {
      search.findTieSafe(
        count, to: Int32(cell), at: Int(positions[cell]), tolerance: NeighbourGraph.shellTolerance)
      found.append(search.cells.map(\.item))
    }
    return found
  }
}

/// The nearest cells of some cells, as compressed sparse rows, nearer first.
package struct NearestCells: Sendable {
  private var starts = [0]
  private var cells: [Int32] = []

  init() {}

  /// Those of one of the cells that were asked about.
  ///
  /// - Parameter row: its place among them.
  package subscript(row: Int) -> ArraySlice<Int32> { cells[starts[row]..<starts[row + 1]] }

  fileprivate mutating func append(_ nearest: [Int32]) {
    cells += nearest
    starts.append(cells.count)
  }
}
