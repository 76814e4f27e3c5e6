/// Where scores part into those that fit and those that do not: the cut that leaves the least variance on both sides.
///
/// `t = argmax n₀ n₁ (m₁ − m₀)²` over all cuts between sorted scores, and the middle of the two scores it lies between.
/// Source: Otsu 1979, "A threshold selection method from gray-level histograms", with the scores themselves in place
/// of a histogram, so that no bin has to be chosen.
enum ScoreThreshold {
  /// Below so many deviations over the mean a cell is like any other.
  static let least = 0.5

  /// - Returns: at least `least`.
  static func separating(_ scores: [Double]) -> Double {
    let sorted = scores.sorted()
    let total = sorted.reduce(0, +)
    var below = 0.0
    var (best, threshold) = (-1.0, least)
    for cut in sorted.indices.dropFirst() {
      below += sorted[cut - 1]
      guard sorted[cut] > sorted[cut - 1] else { continue }
      let (low, high) = (Double(cut), Double(sorted.count - cut))
      let difference = (total - below) / high - below / low
      let between = low * high * difference * difference
      if between > best {
        best = between
        threshold = (sorted[cut] + sorted[cut - 1]) / 2
      }
    }
    return max(threshold, least)
  }
}
