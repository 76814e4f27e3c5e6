import Autodiff

/// Cells on a square grid, each with the nearest ones around it.
struct NeighbourGrid {
  let lists: AttentionLists

  /// - Parameter isShuffled: whether cells are in no order; else in that of a file written tile by tile.
  init(
    cells: Int, neighbours: Int, isShuffled: Bool, using generator: inout SeededGenerator
  ) {
    let side = Int(Double(cells).squareRoot().rounded(.up))
    let reach = Int((Double(neighbours + 1).squareRoot() / 2).rounded(.up)) + 1
    var steps: [(x: Int, y: Int)] = []
    for y in -reach...reach {
      for x in -reach...reach where x != 0 || y != 0 { steps.append((x, y)) }
    }
    func length(_ step: (x: Int, y: Int)) -> Int { step.x * step.x + step.y * step.y }
    steps.sort { length($0) < length($1) }
    // Tiles of 32 × 32 cells, one after the other.
    let tile = 32
    func place(_ cell: Int) -> (Int, Int, Int, Int) {
      let (x, y) = (cell % side, cell / side)
      return (y / tile, x / tile, y, x)
    }
    var order = (0..<cells).sorted { place($0) < place($1) }
    if isShuffled { order.shuffle(using: &generator) }
    var rank = [Int](repeating: 0, count: cells)
    for (place, cell) in order.enumerated() { rank[cell] = place }
    var starts: [Int64] = [0]
    var found: [Int32] = []
    for cell in order {
      let (x, y) = (cell % side, cell / side)
      let before = found.count
      for step in steps where found.count - before < neighbours {
        let (u, v) = (x + step.x, y + step.y)
        guard u >= 0, u < side, v >= 0, v * side + u < cells else { continue }
        found.append(Int32(rank[v * side + u]))
      }
      starts.append(Int64(found.count))
    }
    lists = AttentionLists(starts: starts, neighbours: found)
  }
}
