import SectionAnalysis

/// Puts the evidence of markers and the opinion of a model together where the model has seen some of the types.
///
/// `score = S/τ_m + [seen] · (a · logit − b)`. Without the penalty `b` hardly an unseen cell reaches an unseen type:
/// a model is sure of what it knows, also where it is wrong.
public struct SeenAndUnseen: Sendable, Equatable {
  /// `τ_m`, what marker scores are divided by.
  public var markerTemperature: Double
  /// `a`
  public var logitWeight: Double
  /// `b`
  public var seenPenalty: Double
  /// Log-probabilities below this are taken for it; how sure a model is that a type is *not* there says little.
  public var leastLogit: Double

  public init(
    markerTemperature: Double = 0.5, logitWeight: Double = 0.5, seenPenalty: Double = 2.5,
    leastLogit: Double = -8
  ) {
    self.markerTemperature = markerTemperature
    self.logitWeight = logitWeight
    self.seenPenalty = seenPenalty
    self.leastLogit = leastLogit
  }

  /// The joint scores, `[cells, types]`, whose softmax is the first evidence.
  ///
  /// - Parameters:
  ///   - scores: marker scores, `[cells, types]`.
  ///   - logarithms: log-probabilities of the seen types, `[cells, seen]`.
  ///   - types: which type each of them is, `[seen]`.
  public func callAsFunction(
    _ scores: FeatureMatrix, logarithms: FeatureMatrix, types: [Int]
  ) -> FeatureMatrix {
    precondition(
      logarithms.rowCount == scores.rowCount && logarithms.columnCount == types.count,
      "SeenAndUnseen: \(logarithms.rowCount) × \(logarithms.columnCount) logarithms of \(types.count) types beside \(scores.rowCount) cells"
    )
    var joint = scores
    for place in joint.values.indices { joint.values[place] /= markerTemperature }
    for cell in 0..<scores.rowCount {
      let logits = logarithms[row: cell].map { max($0, leastLogit) }
      let mean = logits.reduce(0, +) / Double(max(1, logits.count))
      for (logit, type) in zip(logits, types) {
        joint[cell, type] += logitWeight * (logit - mean) - seenPenalty
      }
    }
    return joint
  }
}
