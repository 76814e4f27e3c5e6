/// Mean and deviation of values over cells: what makes different terms comparable.
struct FieldScale: Sendable, Equatable {
  var mean: Double
  /// Positive; 1 where all values are alike.
  var deviation: Double

  init(_ values: [Double]) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    self.mean = mean
    let deviation = variance.squareRoot()
    // Smoothing leaves a constant with a deviation of rounding, whose size is that of what was summed and not of its
    // mean: evidence is of the order of 1.
    self.deviation = deviation > max(1e-9 * abs(mean), 1e-12) ? deviation : 1
  }

  /// `(x − mean) / deviation`.
  func callAsFunction(_ values: [Double]) -> [Double] {
    values.map { ($0 - mean) / deviation }
  }
}
