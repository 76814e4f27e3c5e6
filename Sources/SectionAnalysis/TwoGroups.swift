/// The cut that splits numbers into two groups as different from each other as can be.
///
/// The cut maximises the variance between the groups, `w₀ w₁ (μ₁ − μ₀)²`. Source: Otsu 1979, "A threshold selection
/// method from gray-level histograms", without the histogram.
public struct TwoGroups: Sendable, Equatable {
  /// Half-way between the largest number of the lower group and the smallest of the upper.
  public let cut: Double
  /// The share of the variance that lies between the groups: 1 for two points, 2/π for a normal distribution, where
  /// there are no two groups.
  public let separation: Double

  /// What one normal distribution gives, `2/π`.
  public static let separationOfOneGroup = 2 / Double.pi

  /// nil where all numbers are alike or there are fewer than two.
  /// - Complexity: O(n log n).
  public init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else { return nil }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    var sum = 0.0
    var best = (between: 0.0, place: 0)
    for place in 0..<sorted.count - 1 {
      sum += sorted[place] - mean
      guard sorted[place] < sorted[place + 1] else { continue }
      let lower = Double(place + 1) / count
      // With numbers about their mean, μ₁ − μ₀ = −sum / n / (w₀ w₁).
      let between = (sum / count) * (sum / count) / (lower * (1 - lower))
      if between > best.between { best = (between, place) }
    }
    cut = (sorted[best.place] + sorted[best.place + 1]) / 2
    separation = best.between / variance
  }
}
