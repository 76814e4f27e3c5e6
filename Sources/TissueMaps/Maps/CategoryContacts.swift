import CellSections

/// How much the categories of a figure touch one another in the tissue.
struct CategoryContacts {
  /// How many categories.
  let count: Int
  /// Pairs of neighbouring cells of two categories, `[categories, categories]`, symmetric, 0 on the diagonal.
  private(set) var pairs: [Double]
  /// Cells asked, `[categories]`.
  private(set) var cells: [Double]

  /// Neighbours asked of each cell.
  private static let neighbours = 6
  /// Cells asked of each section, evenly taken from the file: neighbours among them are near in the tissue too,
  /// and more would take longer than drawing.
  private static let mostCells = 20_000

  init(count: Int) {
    self.count = count
    pairs = [Double](repeating: 0, count: count * count)
    cells = [Double](repeating: 0, count: count)
  }

  /// Adds the neighbours of a section.
  ///
  /// - Parameter codes: the category of each cell, `[cells]`; nil is none.
  mutating func add(_ codes: [Int?], at coordinates: Coordinates) {
    let step = max((codes.count + Self.mostCells - 1) / Self.mostCells, 1)
    let cells = stride(from: 0, to: codes.count, by: step).filter {
      coordinates.x[$0].isFinite && coordinates.y[$0].isFinite
    }
    let graph = NeighbourGraph.nearest(Self.neighbours, of: coordinates.selecting(cells))
    for (place, cell) in cells.enumerated() {
      guard let own = codes[cell] else { continue }
      self.cells[own] += 1
      for neighbour in graph.neighbours(of: place) {
        guard let other = codes[cells[Int(neighbour)]], other != own else { continue }
        pairs[own * count + other] += 1
        pairs[other * count + own] += 1
      }
    }
  }

  /// How much it matters that two categories differ, `[categories, categories]`, symmetric, 0 on the diagonal: the
  /// share of the borders of the one with fewer that it has with the other; as much as half a border where both have
  /// most cells of all, √(nₐ n_b) / n_max, for they are what is seen from afar; and a little for every pair, since all
  /// stand in the legend.
  var weights: [Double] {
    let borders = (0..<count).map { row in pairs[row * count..<(row + 1) * count].reduce(0, +) }
    let most = max(cells.max() ?? 0, 1)
    var weights = pairs
    for row in 0..<count {
      for column in 0..<count where row != column {
        let fewer = min(borders[row], borders[column])
        weights[row * count + column] =
          (fewer > 0 ? pairs[row * count + column] / fewer : 0)
          + 0.5 * (cells[row] * cells[column]).squareRoot() / most + 0.02
      }
    }
    return weights
  }
}
