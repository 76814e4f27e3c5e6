/// A k-d tree over the distinct positions of a section, for exact nearest neighbours.
///
/// Cells at the same place share one position, so that a section of duplicates (all at the origin, say)
/// costs no more than any other. Splits are medians along the longer axis (Friedman, Bentley & Finkel
/// 1977). Complexity: O(cells · log cells) to build, O(log cells + found) for a query of scattered cells.
package struct PositionTree: Sendable {
  /// A range of positions that is split in two, or a leaf.
  package struct Node: Sendable {
    /// Positions left of the split have at most this coordinate, those right at least this.
    package var split: Double
    package var first: Int32
    package var last: Int32
    /// The right child; the left child is the next node.
    package var right: Int32
    package var axis: Axis
  }

  package enum Axis: UInt8, Sendable {
    case x
    case y
    case leaf
  }

  /// Coordinates of the positions in tree order, `[positions]`.
  package private(set) var x: [Double] = []
  package private(set) var y: [Double] = []
  /// The cells at each position, `members[memberStarts[p]..<memberStarts[p] + memberCounts[p]]`, by rank.
  package private(set) var members: [Int32] = []
  package private(set) var memberStarts: [Int32] = []
  package private(set) var memberCounts: [Int32] = []
  /// The smallest rank of a cell at each position, `[positions]`.
  package private(set) var firstRanks: [Int32] = []
  /// Where each cell stands when cells are ordered by tie-break key, then index, `[cells]`.
  package private(set) var ranks: [Int32] = []
  /// In preorder; empty where there is no cell.
  package private(set) var nodes: [Node] = []

  /// How many distinct positions there are.
  package var positionCount: Int { x.count }

  /// The cells at a position, by rank.
  package func members(at position: Int) -> ArraySlice<Int32> {
    let start = Int(memberStarts[position])
    return members[start..<start + Int(memberCounts[position])]
  }

  /// - Parameters:
  ///   - tieBreak: orders cells that are equally near, `[cells]`; equal keys fall back to index.
  ///   - threads: how many build it; the tree does not depend on it.
  package init(_ coordinates: Coordinates, tieBreak: [UInt64]? = nil, threads: Int = 1) {
    let count = coordinates.count
    precondition(
      count < Int(Int32.max), "PositionTree: \(count) cells are more than 32 bits can number")
    precondition(
      tieBreak.map { $0.count == count } ?? true,
      "PositionTree: \(tieBreak?.count ?? 0) tie-break keys for \(count) cells")
    ranks = Self.ranks(count: count, tieBreak: tieBreak, threads: threads)
    gatherPositions(coordinates, threads: threads)
    guard !x.isEmpty else { return }
    let built = Branch(
      (0..<Int32(x.count)).map { $0 }, first: 0, x: x, y: y, threads: threads)
    nodes = built.nodes
    reorderPositions(built.order)
  }

  private static func ranks(count: Int, tieBreak: [UInt64]?, threads: Int) -> [Int32] {
    guard let tieBreak else { return (0..<Int32(count)).map { $0 } }
    let order = (0..<Int32(count)).map { $0 }.sorted(threads: threads) {
      let (left, right) = (tieBreak[Int($0)], tieBreak[Int($1)])
      return left != right ? left < right : $0 < $1
    }
    var ranks = [Int32](repeating: 0, count: count)
    for (rank, cell) in order.enumerated() { ranks[Int(cell)] = Int32(rank) }
    return ranks
  }

  /// A cell on its way into the tree.
  private struct Entry: Sendable {
    var x: Double
    var y: Double
    var rank: Int32
    var cell: Int32
  }

  /// Sorts the cells by place and rank, and makes one position of each run of equal places.
  private mutating func gatherPositions(_ coordinates: Coordinates, threads: Int) {
    var entries: [Entry] = []
    entries.reserveCapacity(coordinates.count)
    for cell in 0..<coordinates.count {
      let (x, y) = (coordinates.x[cell], coordinates.y[cell])
      precondition(x.isFinite && y.isFinite, "PositionTree: cell \(cell) lies at (\(x), \(y))")
      entries.append(Entry(x: x, y: y, rank: ranks[cell], cell: Int32(cell)))
    }
    entries = entries.sorted(threads: threads) {
      $0.x != $1.x ? $0.x < $1.x : $0.y != $1.y ? $0.y < $1.y : $0.rank < $1.rank
    }
    members = entries.map(\.cell)
    for (place, entry) in entries.enumerated() {
      if entry.x == x.last && entry.y == y.last {
        memberCounts[memberCounts.count - 1] += 1
      } else {
        x.append(entry.x)
        y.append(entry.y)
        memberStarts.append(Int32(place))
        memberCounts.append(1)
      }
    }
  }

  private mutating func reorderPositions(_ order: [Int32]) {
    x = order.map { x[Int($0)] }
    y = order.map { y[Int($0)] }
    memberStarts = order.map { memberStarts[Int($0)] }
    memberCounts = order.map { memberCounts[Int($0)] }
    firstRanks = memberStarts.map { ranks[Int(members[Int($0)])] }
  }
}
