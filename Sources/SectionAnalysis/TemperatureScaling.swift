import Foundation

/// One number that makes confidences mean what they say: `p = softmax(logits / T)`, T fitted on
/// held-out cells.
///
/// T minimises the mean negative log-likelihood, which is convex in `1 / T`; it changes no most
/// probable class. Source: Guo et al. 2017, "On Calibration of Modern Neural Networks",
/// section 4.2.
public struct TemperatureScaling: Sendable, Equatable {
  /// `T`; above 1 softens, below 1 sharpens.
  public var temperature: Double

  /// The temperatures a fit may reach; beyond them more data, not more scaling, is needed.
  public static let range = 0.05...20.0

  /// A known temperature.
  public init(temperature: Double) {
    precondition(temperature > 0, "TemperatureScaling: temperature \(temperature), must be > 0")
    self.temperature = temperature
  }

  /// Fits the temperature.
  /// - Parameters:
  ///   - logits: `[cells, classes]`, finite.
  ///   - truth: `[cells]`, -1 is missing and leaves the cell out.
  /// - Throws: `AnalysisError` when no cell has a true label or a logit is not finite.
  public init(logits: FeatureMatrix, truth: [Int32]) throws {
    let likelihood = try InverseTemperatureLikelihood(logits: logits, truth: truth)
    temperature =
      1
      / likelihood.minimum(within: 1 / Self.range.upperBound...1 / Self.range.lowerBound)
  }

  /// Fits the temperature where cells say little of it: the one that is most probable after them.
  ///
  /// It minimises `n L(T) + (log T − log m)² / 2 s²`, L the mean negative log-likelihood: cells that are right or wrong
  /// together count as fewer, and log T is normal before any is seen.
  /// - Parameters:
  ///   - logits: `[cells, classes]`, finite.
  ///   - truth: `[cells]`, -1 is missing and leaves the cell out.
  ///   - observations: n, not negative.
  ///   - prior: m, the median of T, and s, the standard deviation of log T.
  /// - Throws: `AnalysisError` when no cell has a true label or a logit is not finite.
  public init(
    logits: FeatureMatrix, truth: [Int32], observations: Double,
    prior: (median: Double, deviation: Double)
  ) throws {
    precondition(
      observations >= 0 && prior.median > 0 && prior.deviation > 0,
      "TemperatureScaling: \(observations) observations, a prior of \(prior)")
    let likelihood = try InverseTemperatureLikelihood(logits: logits, truth: truth)
    var (lower, upper) = (log(Self.range.lowerBound), log(Self.range.upperBound))
    // Of log T the loss is not convex where cells are right. With the 8 observations at most that blocks of one section
    // leave where they are thin, the prior nearly always bends more, and the root is the only one; with many classes that are
    // all alike, or many cells that lie nowhere, there may be two least points, of which this is one.
    while upper - lower > 1e-10 {
      let middle = (lower + upper) / 2
      let beta = exp(-middle)
      let slope =
        -observations * beta * likelihood.derivatives(at: beta).slope
        + (middle - log(prior.median)) / (prior.deviation * prior.deviation)
      if slope < 0 { lower = middle } else { upper = middle }
    }
    temperature = exp((lower + upper) / 2)
  }

  /// `softmax(logits / T)`, `[cells, classes]`.
  public func callAsFunction(_ logits: FeatureMatrix) -> FeatureMatrix {
    var scaled = logits
    for place in scaled.values.indices { scaled.values[place] /= temperature }
    return scaled.softmax()
  }
}

/// The mean negative log-likelihood as a function of `β = 1 / T`.
private struct InverseTemperatureLikelihood {
  private let logits: FeatureMatrix
  private let classes: [Int]

  /// Of the cells that have a true label.
  init(logits: FeatureMatrix, truth: [Int32]) throws {
    precondition(
      logits.rowCount == truth.count,
      "TemperatureScaling: \(logits.rowCount) rows beside \(truth.count) labels")
    let rows = truth.indices.filter { truth[$0] >= 0 }
    guard !rows.isEmpty else { throw AnalysisError("temperature scaling", .noLabelledCells) }
    self.logits = logits.selectingRows(rows)
    try self.logits.requireFinite(for: "temperature scaling")
    classes = rows.map { Int(truth[$0]) }
  }

  /// Slope and curvature: `mean (E_p[z] − z_y)` and `mean Var_p[z]`, p = softmax(βz).
  func derivatives(at beta: Double) -> (slope: Double, curvature: Double) {
    var slope = 0.0
    var curvature = 0.0
    for (row, own) in classes.enumerated() {
      let values = logits[row: row]
      let largest = values.max() ?? 0
      var sum = 0.0
      var first = 0.0
      var second = 0.0
      for value in values {
        let power = exp(beta * (value - largest))
        sum += power
        first += power * (value - largest)
        second += power * (value - largest) * (value - largest)
      }
      let mean = first / sum
      slope += mean - (logits[row, own] - largest)
      curvature += second / sum - mean * mean
    }
    return (slope / Double(classes.count), curvature / Double(classes.count))
  }

  /// Newton's method kept inside a shrinking bracket of the root of the slope.
  func minimum(within range: ClosedRange<Double>) -> Double {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    if derivatives(at: lower).slope >= 0 { return lower }
    if derivatives(at: upper).slope <= 0 { return upper }
    var beta = min(max(1, lower), upper)
    for _ in 0..<100 {
      let (slope, curvature) = derivatives(at: beta)
      if slope < 0 { lower = beta } else { upper = beta }
      let newton = beta - slope / curvature
      let next = newton > lower && newton < upper ? newton : (lower + upper) / 2
      if abs(next - beta) <= 1e-10 * beta { return next }
      beta = next
    }
    return beta
  }
}
