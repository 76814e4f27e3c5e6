import Foundation

/// Recursive cuts of a section's cells across the longer axis into contiguous parts.
struct SpatialCut {
  /// The cells' places, turned by the cut's angle, `[cells]`.
  private let x: [Double]
  private let y: [Double]
  /// Where each cell stands in order of x (then y, then index), and in order of y (then x, then index).
  private let rankAlongX: [Int32]
  private let rankAlongY: [Int32]

  /// - Parameter angle: how far the axes of the cuts are turned, in radians.
  init(_ coordinates: Coordinates, angle: Double = 0) {
    let (cosine, sine) = (cos(angle), sin(angle))
    x = zip(coordinates.x, coordinates.y).map { cosine * $0 - sine * $1 }
    y = zip(coordinates.x, coordinates.y).map { sine * $0 + cosine * $1 }
    rankAlongX = Self.ranks(x, then: y)
    rankAlongY = Self.ranks(y, then: x)
  }

  private static func ranks(_ major: [Double], then minor: [Double]) -> [Int32] {
    let order = (0..<Int32(major.count)).sorted {
      let (left, right) = (Int($0), Int($1))
      if major[left] != major[right] { return major[left] < major[right] }
      return minor[left] != minor[right] ? minor[left] < minor[right] : left < right
    }
    var ranks = [Int32](repeating: 0, count: major.count)
    for (rank, cell) in order.enumerated() { ranks[Int(cell)] = Int32(rank) }
    return ranks
  }

  /// Cuts all cells into `count` parts, in an order that keeps neighbouring parts together; the cells
  /// of a part ascend. Complexity: O(cells · log cells).
  ///
  /// - Parameter share: how many of `cells` go to the first side, from which `parts.0` parts are cut,
  ///   while `parts.1` are cut from the other side.
  func parts(_ count: Int, share: (_ cells: Int, _ parts: (Int, Int)) -> Int) -> [[Int]] {
    var order = (0..<Int32(x.count)).map { $0 }
    var result: [[Int]] = []
    cut(0..<x.count, &order, count, share, &result)
    return result
  }

  /// As equal as they can be.
  static func evenShare(_ cells: Int, _ parts: (Int, Int)) -> Int {
    cells * parts.0 / (parts.0 + parts.1)
  }

  private func cut(
    _ range: Range<Int>, _ order: inout [Int32], _ count: Int,
    _ share: (Int, (Int, Int)) -> Int, _ result: inout [[Int]]
  ) {
    guard count > 1 else { return result.append(order[range].map(Int.init).sorted()) }
    let ranks = spread(order[range], x) >= spread(order[range], y) ? rankAlongX : rankAlongY
    let parts = (count / 2, count - count / 2)
    let middle = range.lowerBound + share(range.count, parts)
    if middle < range.upperBound {
      order.partialSort(range, around: middle) { Double(ranks[Int($0)]) }
    }
    cut(range.lowerBound..<middle, &order, parts.0, share, &result)
    cut(middle..<range.upperBound, &order, parts.1, share, &result)
  }

  private func spread(_ cells: ArraySlice<Int32>, _ axis: [Double]) -> Double {
    var (low, high) = (Double.infinity, -Double.infinity)
    for cell in cells {
      low = min(low, axis[Int(cell)])
      high = max(high, axis[Int(cell)])
    }
    return high - low
  }
}
