/// How far cells lie from their neighbours.
package struct NeighbourSpacing: Equatable {
  /// The median distance from a cell to the nearest other place that holds one, in steps.
  package var nearest: Double
  /// The side of the square that is one cell's share of the tissue around it, in steps: a circle through
  /// the sixth neighbour, median radius r, holds about six cells, so that each has πr²/6.
  package var share: Double

  /// Asks an even sample of at most 4,000 cells for their neighbours among all; nil where there are not two
  /// different places.
  ///
  /// Cells are sorted along the longer side; from each, the search goes out both ways until the distance
  /// along that side alone is too far. Complexity: O(n log n + sample × √n) for cells spread over an area.
  package init?(x: [Double], y: [Double]) {
    guard let minX = x.min(), let maxX = x.max(), let minY = y.min(), let maxY = y.max() else {
      return nil
    }
    let (along, across) = maxX - minX >= maxY - minY ? (x, y) : (y, x)
    let order = along.indices.sorted { (along[$0], across[$0]) < (along[$1], across[$1]) }
    let sorted = order.map { Point(x: along[$0], y: across[$0]) }
    var firsts: [Double] = []
    var sixths: [Double] = []
    for cell in stride(from: 0, to: sorted.count, by: (sorted.count + 3999) / 4000) {
      let distances = Self.sixLeast(from: cell, in: sorted)
      guard distances[0].isFinite else { continue }
      firsts.append(distances[0].squareRoot())
      sixths.append((distances.last { $0.isFinite } ?? distances[0]).squareRoot())
    }
    guard !firsts.isEmpty else { return nil }
    nearest = firsts.sorted()[firsts.count / 2]
    share = sixths.sorted()[sixths.count / 2] * (Double.pi / 6).squareRoot()
  }

  /// The squares of the six least distances that are not zero, ascending; infinite where there are fewer.
  private static func sixLeast(from cell: Int, in sorted: [Point]) -> [Double] {
    var least = [Double](repeating: .infinity, count: 6)
    func visit(_ other: Int) -> Bool {
      let dx = sorted[other].x - sorted[cell].x
      guard dx * dx < least[5] else { return false }
      let dy = sorted[other].y - sorted[cell].y
      var distance = dx * dx + dy * dy
      guard distance > 0, distance < least[5] else { return true }
      for place in 0..<6 where distance < least[place] { swap(&distance, &least[place]) }
      return true
    }
    var (before, after) = (cell - 1, cell + 1)
    while before >= 0, visit(before) { before -= 1 }
    while after < sorted.count, visit(after) { after += 1 }
    return least
  }
}
