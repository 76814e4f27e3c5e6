/// The numbers between which a color scale runs.
struct NumberRange: Equatable {
  var low: Double
  var high: Double
  /// Whether numbers lie below `low`; they take its color.
  var isClippedBelow: Bool
  /// Whether numbers lie above `high`.
  var isClippedAbove: Bool

  /// The range between two percentiles of `values`. Where they coincide, as in a gene few cells express, the
  /// whole range.
  init(_ values: [Double], percentiles: ClosedRange<Double>) {
    let sorted = values.sorted()
    guard let least = sorted.first, let most = sorted.last else {
      self.init(low: 0, high: 0, isClippedBelow: false, isClippedAbove: false)
      return
    }
    func percentile(_ percent: Double) -> Double {
      let position = min(max(percent, 0), 100) / 100 * Double(sorted.count - 1)
      let index = min(Int(position), sorted.count - 1)
      let next = min(index + 1, sorted.count - 1)
      let rest = position - Double(index)
      return sorted[index] * (1 - rest) + sorted[next] * rest
    }
    var (low, high) = (percentile(percentiles.lowerBound), percentile(percentiles.upperBound))
    if low >= high { (low, high) = (least, most) }
    self.init(low: low, high: high, isClippedBelow: least < low, isClippedAbove: most > high)
  }

  private init(low: Double, high: Double, isClippedBelow: Bool, isClippedAbove: Bool) {
    self.low = low
    self.high = high
    self.isClippedBelow = isClippedBelow
    self.isClippedAbove = isClippedAbove
  }

  /// How far a number lies from low (0) to high (1).
  func share(_ value: Double) -> Double {
    high > low ? min(max((value - low) / (high - low), 0), 1) : 0.5
  }

  /// The text of an end, with "≤" or "≥" where numbers lie beyond; small ends keep two digits, lest
  /// "≤ 0.03" become "≤ 0".
  func text(_ end: Double, step: Double) -> String {
    let step = end == 0 ? step : min(step, abs(end) / 5)
    let sign = end == low && isClippedBelow ? "≤ " : end == high && isClippedAbove ? "≥ " : ""
    return sign + Numerals.text(end, step: step)
  }
}
