import ParallelLoops

extension Coordinates {
  /// The median over cells of the distance to the nearest cell at another place: the section's own unit
  /// of length, which makes pixels and µm alike. nil where all cells lie at one place.
  ///
  /// Duplicated positions, whose distance is 0, do not count as neighbours of one another.
  public func medianNearestDistance(threads: Int = coreCount) -> Double? {
    PositionTree(self, threads: threads).medianNearestDistance(threads: threads)
  }
}

extension PositionTree {
  /// See `Coordinates.medianNearestDistance`.
  package func medianNearestDistance(threads: Int = coreCount) -> Double? {
    guard positionCount > 1 else { return nil }
    let length = 4096
    let pieces = mapPieces(count: (positionCount + length - 1) / length, threads: threads) {
      piece in
      var search = PositionSearch(self)
      var distances: [Double] = []
      for position in piece * length..<min((piece + 1) * length, positionCount) {
        let distance = search.squaredDistanceToNearestPosition(from: position).squareRoot()
        distances += repeatElement(distance, count: members(at: position).count)
      }
      return distances
    }
    return pieces.flatMap { $0 }.median()
  }
}

extension [Double] {
  /// The middle value, or the mean of the two in the middle; nil where there is none.
  package func median() -> Double? {
    guard !isEmpty else { return nil }
    let sorted = self.sorted()
    let middle = count / 2
    return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
