/// Draws indices with given probabilities in constant time.
///
/// Source: Vose 1991, "A linear algorithm for generating random numbers with a given distribution".
package struct AliasTable {
  /// One index: with probability `keep` it is itself, else `other`.
  struct Entry {
    var keep: Double
    var other: Int32
  }

  /// `[indices]`.
  private(set) var entries: [Entry]

  /// - Parameter weights: not negative, not all 0.
  package init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    precondition(total > 0, "AliasTable: \(weights.count) weights sum to \(total)")
    entries = weights.enumerated().map { index, weight in
      Entry(keep: weight / total * Double(weights.count), other: Int32(index))
    }
    var small = entries.indices.filter { entries[$0].keep < 1 }
    var large = entries.indices.filter { entries[$0].keep >= 1 }
    while let low = small.popLast(), let high = large.popLast() {
      entries[low].other = Int32(high)
      entries[high].keep -= 1 - entries[low].keep
      if entries[high].keep < 1 { small.append(high) } else { large.append(high) }
    }
    // What is left on either side is 1 but for rounding, and refers to itself.
  }

  /// An index with probability ∝ its weight.
  package func draw(using generator: inout Xoshiro256) -> Int {
    Self.draw(from: entries, in: entries.indices, using: &generator)
  }

  /// An index of the table that lies in `range` of a longer list of tables.
  @inline(__always)
  static func draw(
    from entries: [Entry], in range: Range<Int>, using generator: inout Xoshiro256
  ) -> Int {
    let (high, fraction) = generator.next().multipliedFullWidth(by: UInt64(range.count))
    let index = Int(high)
    let entry = entries[range.lowerBound + index]
    return Double(fraction >> 11) * 0x1p-53 < entry.keep ? index : Int(entry.other)
  }
}
