import CellSections

extension NeighbourGraph {
  /// The ten nearest other cells of a cell, in a graph whose lists begin with the cell itself; the cell itself where it has
  /// none.
  func tenNearest(of cell: Int) -> ArraySlice<Int32> {
    let others = neighbours(of: cell).dropFirst().prefix(10)
    return others.isEmpty ? [Int32(cell)] : others
  }
}
