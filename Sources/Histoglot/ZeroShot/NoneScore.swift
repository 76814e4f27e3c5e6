import SectionAnalysis

/// How well each cell would fit being none of the named types.
///
/// A cell is of none where its best type's score is what cells outside that type have. For a rare type that is
/// anything below a deviation or so; the cells of a type that fills half the section lie less than a deviation above the
/// mean themselves. So where the scores of the best type fall into two groups, being none scores as the cut between
/// them does, though never more than a set number of deviations.
struct NoneScore {
  /// `[cells]`
  let values: [Double]

  /// The share of variance between groups above which they are taken for two; one normal group has 2/π ≈ .64.
  static let leastSeparation = 0.7

  /// - Parameters:
  ///   - scores: of unit deviation, `[cells, types]`.
  ///   - most: the highest score, in deviations.
  init(_ scores: FeatureMatrix, most: Double) {
    let cuts = (0..<scores.columnCount).map { type in
      let groups = TwoGroups((0..<scores.rowCount).map { scores[$0, type] })
      guard let groups, groups.separation > Self.leastSeparation else { return most }
      return min(most, groups.cut)
    }
    values = scores.largestColumns().map { cuts[Int($0)] }
  }
}
