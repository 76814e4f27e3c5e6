/// Queries of one thread against a `PositionTree`, with the room they need kept between queries.
///
/// Pruning is exact in floating point: subtraction, squaring and addition are monotone under rounding, so
/// the computed distance to a box is never more than that to a position in it.
struct PositionSearch {
  /// A cell or position and how far it is from the query.
  struct Candidate {
    /// The squared distance.
    var squared: Double
    /// Breaks ties.
    var rank: Int32
    /// A position in tree order, or a cell.
    var item: Int32

    static func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
      left.squared != right.squared ? left.squared < right.squared : left.rank < right.rank
    }
  }

  private let tree: PositionTree
  private var queryX = 0.0
  private var queryY = 0.0
  /// Candidates are kept where their squared distance is at most this.
  private var bound = Double.infinity
  /// How many positions the search keeps; the rest are pushed out by nearer ones.
  private var limit = 0
  /// Positions found, nearer first while `limit` bounds them.
  private var positions: [Candidate] = []
  /// The cells of the last query.
  private(set) var cells: [Candidate] = []

  init(_ tree: PositionTree) {
    self.tree = tree
  }

  /// Fills `cells` with the `count` nearest other cells (all, where there are fewer), nearer first, ties by rank.
  mutating func findNearest(_ count: Int, to cell: Int32, at position: Int) {
    cells.removeAll(keepingCapacity: true)
    guard count > 0 else { return }
    findPositions(count, near: position)
    gatherNearest(count, to: cell)
  }

  /// Fills `cells` with all other cells within the `count`-th distance × (1 + `tolerance`), at most
  /// `2 · count`. Distances within `tolerance` of one another are one shell; nearer shells first, by rank within a shell.
  mutating func findTieSafe(
    _ count: Int, to cell: Int32, at position: Int, tolerance: Double
  ) {
    cells.removeAll(keepingCapacity: true)
    guard count > 0 else { return }
    // A few more than asked for: mostly they show that the list is complete, and spare a second search.
    findPositions(count + 8, near: position)
    gatherNearest(count, to: cell)
    guard cells.count == count else { return orderShells(tolerance) }
    let squaredRadius = cells[count - 1].squared * (1 + tolerance) * (1 + tolerance)
    if positions.count == limit, positions[limit - 1].squared <= squaredRadius {
      findPositions(within: squaredRadius, of: position)
    }
    cells.removeAll(keepingCapacity: true)
    for candidate in positions where candidate.squared <= squaredRadius {
      appendMembers(of: candidate, except: cell, atMost: 2 * count)
    }
    cells.sort(by: Candidate.precedes)
    orderShells(tolerance)
    if cells.count > 2 * count { cells.removeLast(cells.count - 2 * count) }
  }

  /// The squared distance to the nearest other position; infinite where there is none.
  mutating func squaredDistanceToNearestPosition(from position: Int) -> Double {
    findPositions(1, near: position)
    return positions.count > 1 ? positions[1].squared : .infinity
  }

  // MARK: - Positions

  /// The position itself, first, and the `count` nearest others.
  private mutating func findPositions(_ count: Int, near position: Int) {
    limit = min(count + 1, tree.positionCount)
    bound = .infinity
    search(from: position)
  }

  private mutating func findPositions(within squaredRadius: Double, of position: Int) {
    limit = .max
    bound = squaredRadius
    search(from: position)
  }

  private mutating func search(from position: Int) {
    queryX = tree.x[position]
    queryY = tree.y[position]
    positions.removeAll(keepingCapacity: true)
    visit(0, 0, 0)
  }

  /// Searches a node whose box lies `offsetX`, `offsetY` away from the query.
  private mutating func visit(_ index: Int, _ offsetX: Double, _ offsetY: Double) {
    let node = tree.nodes[index]
    switch node.axis {
    case .leaf:
      for position in Int(node.first)..<Int(node.last) {
        let (dx, dy) = (tree.x[position] - queryX, tree.y[position] - queryY)
        let squared = dx * dx + dy * dy
        if squared <= bound { keep(position, squared) }
      }
    case .x:
      let offset = queryX - node.split
      visit(offset <= 0 ? index + 1 : Int(node.right), offsetX, offsetY)
      if offset * offset + offsetY * offsetY <= bound {
        visit(offset <= 0 ? Int(node.right) : index + 1, offset, offsetY)
      }
    case .y:
      let offset = queryY - node.split
      visit(offset <= 0 ? index + 1 : Int(node.right), offsetX, offsetY)
      if offsetX * offsetX + offset * offset <= bound {
        visit(offset <= 0 ? Int(node.right) : index + 1, offsetX, offset)
      }
    }
  }

  private mutating func keep(_ position: Int, _ squared: Double) {
    let candidate = Candidate(
      squared: squared, rank: tree.firstRanks[position], item: Int32(position))
    guard limit != .max else { return positions.append(candidate) }
    if positions.count == limit {
      guard Candidate.precedes(candidate, positions[limit - 1]) else { return }
      positions.removeLast()
    }
    var place = positions.count
    positions.append(candidate)
    while place > 0, Candidate.precedes(candidate, positions[place - 1]) {
      positions[place] = positions[place - 1]
      place -= 1
    }
    positions[place] = candidate
    if positions.count == limit { bound = positions[limit - 1].squared }
  }

  // MARK: - Cells

  /// Fills `cells` with the nearest cells at `positions`, which hold them all.
  private mutating func gatherNearest(_ count: Int, to cell: Int32) {
    var hasShared = false
    for candidate in positions {
      // Positions come nearer first: once there are enough cells, only an equal distance still matters.
      if cells.count >= count, candidate.squared > cells[cells.count - 1].squared { break }
      hasShared = hasShared || tree.memberCounts[Int(candidate.item)] > 1
      appendMembers(of: candidate, except: cell, atMost: count)
    }
    if hasShared { cells.sort(by: Candidate.precedes) }
    if cells.count > count { cells.removeLast(cells.count - count) }
  }

  /// Appends the cells at a position, the first `limit` by rank.
  private mutating func appendMembers(
    of candidate: Candidate, except cell: Int32, atMost limit: Int
  ) {
    var left = limit
    for member in tree.members(at: Int(candidate.item)) where member != cell {
      if left == 0 { break }
      cells.append(
        Candidate(squared: candidate.squared, rank: tree.ranks[Int(member)], item: member))
      left -= 1
    }
  }

  /// Orders cells, sorted by distance, by rank within each shell.
  private mutating func orderShells(_ tolerance: Double) {
    let widening = (1 + tolerance) * (1 + tolerance)
    var first = 0
    while first < cells.count {
      let end = cells[first].squared * widening
      var next = first + 1
      while next < cells.count, cells[next].squared <= end { next += 1 }
      if next - first > 1 { cells[first..<next].sort { $0.rank < $1.rank } }
      first = next
    }
  }
}
