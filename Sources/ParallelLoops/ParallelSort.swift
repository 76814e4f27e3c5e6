extension Array where Element: Sendable {
  /// The elements in order, halves of them sorted side by side and merged.
  ///
  /// - Parameter areInIncreasingOrder: a total order, so that the result depends on nothing else.
  package func sorted(
    threads: Int, by areInIncreasingOrder: @Sendable (Element, Element) -> Bool
  ) -> [Element] {
    let shortest = 1 << 14
    guard threads > 1, count >= shortest else { return sorted(by: areInIncreasingOrder) }
    let middle = count / 2
    let halves = mapPieces(count: 2, threads: 2) { half in
      Array(half == 0 ? self[..<middle] : self[middle...])
        .sorted(threads: threads / 2, by: areInIncreasingOrder)
    }
    var merged: [Element] = []
    merged.reserveCapacity(count)
    var (first, second) = (halves[0][...], halves[1][...])
    while let one = first.first, let other = second.first {
      if areInIncreasingOrder(other, one) {
        merged.append(other)
        second = second.dropFirst()
      } else {
        merged.append(one)
        first = first.dropFirst()
      }
    }
    return merged + first + second
  }
}
