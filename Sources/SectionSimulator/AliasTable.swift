/// Draws indices with given probabilities in constant time.
///
/// Source: Vose 1991, "A linear algorithm for generating random numbers with a given distribution".
struct AliasTable {
  private var keep: [Double]
  private var alias: [Int32]

  /// - Parameter weights: not negative, not all 0.
  init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    precondition(total > 0, "AliasTable: \(weights.count) weights sum to \(total)")
    keep = weights.map { $0 / total * Double(weights.count) }
    alias = weights.indices.map { Int32($0) }
    var small = keep.indices.filter { keep[$0] < 1 }
    var large = keep.indices.filter { keep[$0] >= 1 }
    while let low = small.popLast(), let high = large.popLast() {
      alias[low] = Int32(high)
      keep[high] -= 1 - keep[low]
      if keep[high] < 1 { small.append(high) } else { large.append(high) }
    }
    // What is left on either side is 1 but for rounding and keeps its own index.
    for index in small + large where alias[index] == Int32(index) { keep[index] = 1 }
  }

  /// An index with probability ∝ its weight.
  func draw(using generator: inout some RandomNumberGenerator) -> Int {
    let (index, fraction) = generator.next().multipliedFullWidth(by: UInt64(keep.count))
    let isKept = Double(fraction >> 11) * 0x1p-53 < keep[Int(index)]
    return isKept ? Int(index) : Int(alias[Int(index)])
  }
}
