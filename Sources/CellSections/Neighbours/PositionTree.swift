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

  private static let leafSize = 12

  /// - Parameter tieBreak: orders cells that are equally near, `[cells]`; equal keys fall back to index.
  package init(_ coordinates: Coordinates, tieBreak: [UInt64]? = nil) {
    let count = coordinates.count
    precondition(
      count < Int(Int32.max), "PositionTree: \(count) cells are more than 32 bits can number")
    precondition(
      tieBreak.map { $0.count == count } ?? true,
      "PositionTree: \(tieBreak?.count ?? 0) tie-break keys for \(count) cells")
    ranks = Self.ranks(count: count, tieBreak: tieBreak)
    gatherPositions(coordinates)
    guard !x.isEmpty else { return }
    var order = (0..<Int32(x.count)).map { $0 }
    buildNode(0..<x.count, &order)
    reorderPositions(order)
  }

  private static func ranks(count: Int, tieBreak: [UInt64]?) -> [Int32] {
    guard let tieBreak else { return (0..<Int32(count)).map { $0 } }
    let order = (0..<Int32(count)).sorted {
      let (left, right) = (tieBreak[Int($0)], tieBreak[Int($1)])
      return left != right ? left < right : $0 < $1
    }
    var ranks = [Int32](repeating: 0, count: count)
    for (rank, cell) in order.enumerated() { ranks[Int(cell)] = Int32(rank) }
    return ranks
  }

  /// Sorts the cells by place and rank, and makes one position of each run of equal places.
  private mutating func gatherPositions(_ coordinates: Coordinates) {
    struct Entry {
      var x: Double
      var y: Double
      var rank: Int32
      var cell: Int32
    }
    var entries: [Entry] = []
    entries.reserveCapacity(coordinates.count)
    for cell in 0..<coordinates.count {
      let (x, y) = (coordinates.x[cell], coordinates.y[cell])
      precondition(x.isFinite && y.isFinite, "PositionTree: cell \(cell) lies at (\(x), \(y))")
      entries.append(Entry(x: x, y: y, rank: ranks[cell], cell: Int32(cell)))
    }
    entries.sort {
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

  /// Appends the node of `range` and those below it, putting `order` into tree order on the way.
  private mutating func buildNode(_ range: Range<Int>, _ order: inout [Int32]) {
    let index = nodes.count
    nodes.append(
      Node(
        split: 0, first: Int32(range.lowerBound), last: Int32(range.upperBound), right: 0,
        axis: .leaf))
    guard range.count > Self.leafSize else { return }
    let axis = longerAxis(range, order)
    let middle = range.lowerBound + range.count / 2
    let coordinate = axis == .x ? x : y
    order.partialSort(range, around: middle) { coordinate[Int($0)] }
    nodes[index].axis = axis
    nodes[index].split = coordinate[Int(order[middle])]
    buildNode(range.lowerBound..<middle, &order)
    nodes[index].right = Int32(nodes.count)
    buildNode(middle..<range.upperBound, &order)
  }

  private func longerAxis(_ range: Range<Int>, _ order: [Int32]) -> Axis {
    var (lowX, highX) = (Double.infinity, -Double.infinity)
    var (lowY, highY) = (Double.infinity, -Double.infinity)
    for position in order[range] {
      let (x, y) = (x[Int(position)], y[Int(position)])
      lowX = min(lowX, x)
      highX = max(highX, x)
      lowY = min(lowY, y)
      highY = max(highY, y)
    }
    return highX - lowX >= highY - lowY ? .x : .y
  }

  private mutating func reorderPositions(_ order: [Int32]) {
    x = order.map { x[Int($0)] }
    y = order.map { y[Int($0)] }
    memberStarts = order.map { memberStarts[Int($0)] }
    memberCounts = order.map { memberCounts[Int($0)] }
    firstRanks = memberStarts.map { ranks[Int(members[Int($0)])] }
  }
}

extension [Int32] {
  /// Reorders `range` so that no value before `middle` is greater, and none after it smaller, than the
  /// value at `middle` (Hoare's selection with three-way partition). Complexity: O(range) on average.
  package mutating func partialSort(
    _ range: Range<Int>, around middle: Int, by value: (Int32) -> Double
  ) {
    var (low, high) = (range.lowerBound, range.upperBound - 1)
    while low < high {
      let pivot = Self.median(
        value(self[low]), value(self[low + (high - low) / 2]), value(self[high]))
      var (below, next, above) = (low, low, high)
      while next <= above {
        let current = value(self[next])
        if current < pivot {
          swapAt(below, next)
          below += 1
          next += 1
        } else if current > pivot {
          swapAt(next, above)
          above -= 1
        } else {
          next += 1
        }
      }
      if middle < below {
        high = below - 1
      } else if middle > above {
        low = above + 1
      } else {
        return
      }
    }
  }

  private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
    Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
  }
}
