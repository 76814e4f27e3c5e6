/// Whether a stated confidence means what it says: of the cells called with confidence .8, are 80 %
/// right?
///
/// Expected calibration error: `Σ_b (n_b / n) |accuracy_b − confidence_b|` over equal-width bins
/// `((b−1)/B, b/B]`.
/// Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 5.
public struct CalibrationReport: Sendable, Equatable {
  /// The cells whose confidence lies in one interval.
  public struct Bin: Sendable, Equatable {
    /// The interval is `(lower, upper]`; the first also holds 0.
    public var lower: Double
    public var upper: Double
    /// How many cells fall into it.
    public var count: Int
    /// Their mean confidence; 0 in an empty bin.
    public var confidence: Double
    /// The share of them that is right; 0 in an empty bin.
    public var accuracy: Double
  }

  /// Equal-width bins from 0 to 1.
  public var bins: [Bin]
  /// The mean gap between confidence and accuracy, weighted by cells.
  public var expectedError: Double
  /// The largest gap in any bin that holds cells.
  public var maximumError: Double

  /// Bins the predictions by confidence.
  /// - Parameters:
  ///   - confidence: `[cells]`, within 0...1.
  ///   - isRight: `[cells]`, whether the prediction was right.
  /// - Throws: `AnalysisError` when there are no cells.
  public init(confidence: [Double], isRight: [Bool], binCount: Int = 15) throws {
    precondition(
      confidence.count == isRight.count,
      "CalibrationReport: \(confidence.count) confidences beside \(isRight.count) outcomes")
    guard !confidence.isEmpty else { throw AnalysisError("calibration", .noLabelledCells) }
    var sums = [Double](repeating: 0, count: binCount)
    var counts = [Int](repeating: 0, count: binCount)
    var rights = [Int](repeating: 0, count: binCount)
    for (value, right) in zip(confidence, isRight) {
      precondition(value >= 0 && value <= 1, "CalibrationReport: confidence \(value) not in 0...1")
      let bin = min(max(Int((value * Double(binCount)).rounded(.up)) - 1, 0), binCount - 1)
      sums[bin] += value
      counts[bin] += 1
      rights[bin] += right ? 1 : 0
    }
    bins = (0..<binCount).map { bin in
      let count = Double(max(counts[bin], 1))
      return Bin(
        lower: Double(bin) / Double(binCount), upper: Double(bin + 1) / Double(binCount),
        count: counts[bin], confidence: sums[bin] / count, accuracy: Double(rights[bin]) / count)
    }
    let total = Double(confidence.count)
    expectedError = bins.reduce(0) {
      $0 + Double($1.count) / total * abs($1.accuracy - $1.confidence)
    }
    maximumError = bins.map { abs($0.accuracy - $0.confidence) }.max() ?? 0
  }

  /// Bins the most probable class of each labelled cell.
  /// - Parameters:
  ///   - probabilities: `[cells, classes]`, rows summing to 1.
  ///   - truth: `[cells]`, -1 is missing and leaves the cell out.
  public init(probabilities: FeatureMatrix, truth: [Int32], binCount: Int = 15) throws {
    let labelled = truth.indices.filter { truth[$0] >= 0 }
    let kept = probabilities.selectingRows(labelled)
    let isRight = zip(kept.largestColumns(), labelled).map { $0 == truth[$1] }
    try self.init(
      confidence: kept.largestValues().map { min($0, 1) }, isRight: isRight, binCount: binCount)
  }
}

/// The Brier score: `mean_i Σ_k (p_ik − [y_i = k])²`, between 0 and 2; 0 is certain and right.
///
/// With two classes this is twice the score of the one-probability form.
/// Source: Brier 1950, "Verification of forecasts expressed in terms of probability".
/// - Parameters:
///   - probabilities: `[cells, classes]`.
///   - truth: `[cells]`, -1 is missing and leaves the cell out.
/// - Throws: `AnalysisError` when no cell has a true label.
public func brierScore(probabilities: FeatureMatrix, truth: [Int32]) throws -> Double {
  precondition(
    probabilities.rowCount == truth.count,
    "brierScore: \(probabilities.rowCount) rows beside \(truth.count) labels")
  var sum = 0.0
  var cells = 0
  for row in truth.indices where truth[row] >= 0 {
    for (code, probability) in probabilities[row: row].enumerated() {
      let gap = probability - (code == Int(truth[row]) ? 1 : 0)
      sum += gap * gap
    }
    cells += 1
  }
  guard cells > 0 else { throw AnalysisError("Brier score", .noLabelledCells) }
  return sum / Double(cells)
}
