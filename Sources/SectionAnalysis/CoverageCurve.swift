/// Accuracy against the share of cells answered, as the confidence threshold falls from 1 to 0.
///
/// The curve tells what `--min-confidence` buys: at threshold `t` the cells with confidence ≥ `t`
/// are answered. Cells of equal confidence come in together. Source: Geifman & El-Yaniv 2017,
/// "Selective Classification for Deep Neural Networks".
public struct CoverageCurve: Sendable, Equatable {
  /// What is reached at one threshold.
  public struct Point: Sendable, Equatable {
    /// The lowest confidence answered.
    public var threshold: Double
    /// The share of cells answered.
    public var coverage: Double
    /// The share of the answered that is right.
    public var accuracy: Double
  }

  /// From the fewest cells answered to all of them.
  public var points: [Point]

  /// - Parameters:
  ///   - confidence: `[cells]`.
  ///   - isRight: `[cells]`, whether the most probable label was right.
  /// - Throws: `AnalysisError` when there are no cells.
  public init(confidence: [Double], isRight: [Bool]) throws {
    precondition(
      confidence.count == isRight.count,
      "CoverageCurve: \(confidence.count) confidences beside \(isRight.count) outcomes")
    guard !confidence.isEmpty else { throw AnalysisError("coverage curve", .noLabelledCells) }
    let order = confidence.indices.sorted {
      (confidence[$1], $0) < (confidence[$0], $1)
    }
    points = []
    var right = 0
    for (place, cell) in order.enumerated() {
      right += isRight[cell] ? 1 : 0
      let isLast = place + 1 == order.count
      if isLast || confidence[order[place + 1]] != confidence[cell] {
        points.append(
          Point(
            threshold: confidence[cell],
            coverage: Double(place + 1) / Double(order.count),
            accuracy: Double(right) / Double(place + 1)))
      }
    }
  }

  /// The widest coverage at which accuracy is at least `target`, or nil where none is.
  public func widest(accuracy target: Double) -> Point? {
    points.last { $0.accuracy >= target }
  }
}
