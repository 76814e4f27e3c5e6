import ParallelLoops

extension PositionTree {
  /// The part of a tree below one node.
  struct Branch: Sendable {
    /// In preorder; children are counted from the branch's own first node.
    private(set) var nodes: [Node] = []
    /// Its positions in tree order.
    private(set) var order: [Int32]

    private static let leafSize = 12
    /// A branch of fewer positions is built by one thread.
    private static let smallestShared = 1 << 14

    /// - Parameters:
    ///   - order: the positions of the branch.
    ///   - first: how many positions of the tree stand before them.
    ///   - x: coordinates of all positions, and `y`.
    init(_ order: [Int32], first: Int, x: [Double], y: [Double], threads: Int) {
      self.order = order
      guard threads > 1, order.count >= Self.smallestShared else {
        build(0..<order.count, first: first, x, y)
        return
      }
      let middle = addRoot(of: 0..<order.count, first: first, x, y)
      let halves = [Array(self.order[..<middle]), Array(self.order[middle...])]
      let children = mapPieces(count: 2, threads: 2) { half in
        Branch(
          halves[half], first: first + half * middle, x: x, y: y, threads: (threads + 1) / 2)
      }
      self.order = children[0].order + children[1].order
      append(children[0])
      nodes[0].right = Int32(nodes.count)
      append(children[1])
    }

    private mutating func append(_ child: Branch) {
      let offset = Int32(nodes.count)
      for var node in child.nodes {
        if node.axis != .leaf { node.right += offset }
        nodes.append(node)
      }
    }

    /// Appends the node of `range` and those below it, putting `order` into tree order on the way.
    private mutating func build(_ range: Range<Int>, first: Int, _ x: [Double], _ y: [Double]) {
      let index = nodes.count
      let middle = addRoot(of: range, first: first, x, y)
      guard nodes[index].axis != .leaf else { return }
      build(range.lowerBound..<middle, first: first, x, y)
      nodes[index].right = Int32(nodes.count)
      build(middle..<range.upperBound, first: first, x, y)
    }

    /// Appends the node of `range` alone, and returns where its positions, put on either side of it, are cut.
    private mutating func addRoot(
      of range: Range<Int>, first: Int, _ x: [Double], _ y: [Double]
    ) -> Int {
      var node = Node(
        split: 0, first: Int32(first + range.lowerBound), last: Int32(first + range.upperBound),
        right: 0, axis: .leaf)
      let middle = range.lowerBound + range.count / 2
      if range.count > Self.leafSize {
        node.axis = longerAxis(range, x, y)
        let coordinate = node.axis == .x ? x : y
        order.partialSort(range, around: middle) { coordinate[Int($0)] }
        node.split = coordinate[Int(order[middle])]
      }
      nodes.append(node)
      return middle
    }

    private func longerAxis(_ range: Range<Int>, _ x: [Double], _ y: [Double]) -> Axis {
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
