/// From which score on cells belong to a region: `max(t, (foot + peak) / 2, least)`.
///
/// `t` is where scores part into those that fit and those that do not, the cut that leaves the least variance on both
/// sides: `t = argmax n₀ n₁ (m₁ − m₀)²` over all cuts between sorted scores, and the middle of the two it lies between.
/// Source: Otsu 1979, "A threshold selection method from gray-level histograms", with the scores themselves in place
/// of a histogram, so that no bin has to be chosen. It cuts a rare region from the rest far too low, since so few
/// cells bear on the variance. So it is at least half of the peak, as the width of a peak is measured at half of its
/// height: the peak is the 99th percentile, its foot the median, as high as most of the tissue is.
enum ScoreThreshold {
  /// Below so many deviations over the mean a cell is like any other, whatever the peak: a term fits it no better
  /// than the average cell.
  static let least = 0.01
  /// Which share of the cells lies below the peak.
  static let peak = 0.99

  /// - Returns: at least `least`.
  static func separating(_ scores: [Double]) -> Double {
    let sorted = scores.sorted()
    guard !sorted.isEmpty else { return least }
    let peak = sorted[Int((Self.peak * Double(sorted.count - 1)).rounded(.down))]
    let foot = sorted[sorted.count / 2]
    return max(twoGroups(sorted), (foot + peak) / 2, least)
  }

  /// - Parameter sorted: ascending.
  private static func twoGroups(_ sorted: [Double]) -> Double {
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
    return threshold
  }
}
