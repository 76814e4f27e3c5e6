import Autodiff
import SectionAnalysis

/// A linear classifier of the distinct texts that stands beside the towers: `z = W x + b`.
///
/// Towers answer any text, and pay for it where there are few right labels. The regression knows the aligned texts alone, and
/// errs otherwise than towers do, so that the mean of both is better than either.
public struct LabelRegression: Sendable, Equatable {
  /// `W`, `[texts, features]`
  public let weights: FeatureMatrix
  /// `b`, `[texts]`
  public let intercepts: [Double]

  /// How far below the least learned text one lies that no pair has.
  private static let unlearnedGap = 10.0

  /// - Parameters:
  ///   - weights: `[texts, features]`.
  ///   - intercepts: `[texts]`.
  public init(weights: FeatureMatrix, intercepts: [Double]) {
    precondition(
      weights.rowCount == intercepts.count,
      "LabelRegression: \(weights.rowCount) rows of weights, \(intercepts.count) intercepts")
    self.weights = weights
    self.intercepts = intercepts
  }

  /// Learns from all pairs.
  ///
  /// - Parameters:
  ///   - trust: how far each pair is trusted, `[pairs]`.
  ///   - inversePenalty: `C` of `LogisticRegression`, for features that are z-scores.
  /// - Returns: nil where pairs have fewer than two texts.
  public init?<Scalar: Real>(
    _ pairs: AlignmentPairs<Scalar>, trust: [Double], inversePenalty: Double = 0.2
  ) {
    guard let rows = PairRows(pairs, chosen: Array(0..<pairs.count)) else { return nil }
    self.init(rows.fit(trust: trust, inversePenalty: inversePenalty), texts: pairs.textCount)
  }

  init(_ regression: LogisticRegression, texts: Int) {
    let width = regression.weights.columnCount
    var weights = FeatureMatrix(rowCount: texts, columnCount: width)
    let least = (regression.intercepts.min() ?? 0) - Self.unlearnedGap
    var intercepts = [Double](repeating: least, count: texts)
    for (place, text) in regression.trainedClasses.enumerated() {
      intercepts[text] = regression.intercepts[place]
      weights.values.replaceSubrange(
        text * width..<(text + 1) * width, with: regression.weights[row: place])
    }
    self.init(weights: weights, intercepts: intercepts)
  }

  /// `z`, `[cells, texts]`.
  ///
  /// - Parameter features: `[cells, features]`, row after row.
  public func logits<Scalar: Real>(
    _ features: [Scalar], in workspace: Workspace<Scalar>
  ) -> FeatureMatrix {
    let width = weights.columnCount
    let cells = features.count / max(1, width)
    let texts = intercepts.count
    let tape = Tape(workspace, isRecording: false)
    let w = tape.constant(
      workspace.matrix(texts, width, weights.values.map { Scalar.nearest($0) }))
    var values: [Double] = []
    values.reserveCapacity(cells * texts)
    for start in stride(from: 0, to: cells, by: 4096) {
      let end = min(cells, start + 4096)
      let x = tape.constant(
        workspace.matrix(end - start, width, Array(features[start * width..<end * width])))
      let products = tape.linear(x, weight: w, bias: nil).value.elements
      for place in products.indices {
        values.append(products[place].inDouble + intercepts[place % texts])
      }
    }
    return FeatureMatrix(rowCount: cells, columnCount: texts, values: values)
  }

  /// What towers and regression believe together: `softmax(½ ln p + ½ z)`, `[cells, texts]`.
  ///
  /// - Parameters:
  ///   - beliefs: `p`, the towers', `[cells, texts]`, row after row.
  ///   - logits: `z`.
  public static func together(_ beliefs: [Double], _ logits: FeatureMatrix) -> FeatureMatrix {
    precondition(
      beliefs.count == logits.values.count,
      "LabelRegression: \(beliefs.count) beliefs beside \(logits.values.count) logits")
    return FeatureMatrix(
      rowCount: logits.rowCount, columnCount: logits.columnCount,
      values: zip(beliefs, logits.values).map {
        0.5 * naturalLogarithm(max($0, 1e-300)) + 0.5 * $1
      }
    ).softmax()
  }
}
