/// Several groupings of the same rows into as many groups each: how far they agree, and which group of one is which of
/// another.
///
/// The grouping that agrees best with the others names the groups; the others' groups are matched with the mean of all.
/// Averages of probabilities under these names say of each row how many of the groupings put it where.
public struct GroupConsensus: Sendable, Equatable {
  /// The mean adjusted Rand index of any two groupings; 1 for a single one.
  public let agreement: Double
  /// The grouping that agrees best with the others.
  public let central: Int
  /// For each grouping, the common group of each of its own, `[groupings][groups]`.
  public let names: [[Int]]

  /// - Parameter groupings: the probability of each group for each row, `[rows, groups]` each.
  /// - Throws: `AnalysisError` where there are no rows.
  /// - Complexity: O(groupings² · rows · log rows).
  public init(_ groupings: [FeatureMatrix]) throws {
    precondition(!groupings.isEmpty, "GroupConsensus: no groupings")
    let groups = groupings[0].columnCount
    precondition(
      groupings.allSatisfy { $0.columnCount == groups && $0.rowCount == groupings[0].rowCount },
      "GroupConsensus: groupings differ in their shapes")
    let codes = groupings.map { $0.largestColumns() }
    var sums = [Double](repeating: 0, count: groupings.count)
    for first in codes.indices {
      for second in codes.indices.dropFirst(first + 1) {
        let found = try ClusterAgreement(codes[first], codes[second]).adjustedRand
        sums[first] += found
        sums[second] += found
      }
    }
    let others = Double(groupings.count - 1)
    agreement =
      groupings.count == 1 ? 1 : sums.reduce(0, +) / others / Double(groupings.count)
    let central = sums.indices.max { (sums[$0], $1) < (sums[$1], $0) } ?? 0
    self.central = central
    // Matched with one grouping first, then with what all of them say together.
    let first = groupings.map { Self.match($0, with: groupings[central]) }
    var mean = FeatureMatrix(rowCount: groupings[0].rowCount, columnCount: groups)
    for (grouping, names) in zip(groupings, first) { mean.add(grouping, under: names) }
    names = groupings.map { Self.match($0, with: mean) }
  }

  /// The mean of probabilities under the common names, `[rows, groups]`, also for other rows than it was made from.
  /// - Parameter groupings: as many as it was made from, and in that order.
  public func mean(of groupings: [FeatureMatrix]) -> FeatureMatrix {
    precondition(
      groupings.count == names.count,
      "GroupConsensus.mean: \(groupings.count) groupings, made from \(names.count)")
    var mean = FeatureMatrix(
      rowCount: groupings[0].rowCount, columnCount: groupings[0].columnCount)
    for (grouping, names) in zip(groupings, names) { mean.add(grouping, under: names) }
    for place in mean.values.indices { mean.values[place] /= Double(groupings.count) }
    return mean
  }

  private static func match(_ grouping: FeatureMatrix, with other: FeatureMatrix) -> [Int] {
    let groups = grouping.columnCount
    var overlaps = FeatureMatrix(rowCount: groups, columnCount: groups)
    for row in 0..<grouping.rowCount {
      for first in 0..<groups {
        let share = grouping[row, first]
        guard share > 0 else { continue }
        for second in 0..<groups { overlaps[first, second] += share * other[row, second] }
      }
    }
    return GroupMatching(overlaps).columns
  }
}

extension FeatureMatrix {
  /// Adds probabilities of groups that have other names here.
  fileprivate mutating func add(_ grouping: FeatureMatrix, under names: [Int]) {
    for row in 0..<rowCount {
      for group in names.indices { self[row, names[group]] += grouping[row, group] }
    }
  }
}
