import Autodiff
import SectionAnalysis

/// Least squares with a penalty, many targets at once: `W = (FᵀF/n + λI)⁻¹ FᵀT/n` on centered features and targets.
struct RidgeRegression: Sendable {
  /// `[features, targets]`
  let weights: FeatureMatrix
  private let featureMeans: [Double]
  private let targetMeans: [Double]

  /// - Parameters:
  ///   - features: `[rows, features]`.
  ///   - targets: `[rows, targets]`.
  ///   - weights: how much each row counts, above 0, `[rows]`; nil where all count the same.
  ///   - penalty: `λ > 0`, on features of deviation 1.
  /// - Complexity: O(rows · features · (features + targets) + features³).
  init(
    _ features: FeatureMatrix, _ targets: FeatureMatrix, weights rowWeights: [Double]? = nil,
    penalty: Double
  ) {
    precondition(
      features.rowCount == targets.rowCount,
      "RidgeRegression: \(features.rowCount) rows beside \(targets.rowCount) of targets")
    let counted = rowWeights.map { features.weighted(by: $0) } ?? features
    let count = rowWeights?.reduce(0, +) ?? Double(max(features.rowCount, 1))
    let each = FeatureMatrix(
      rowCount: features.rowCount, columnCount: 1,
      values: rowWeights ?? [Double](repeating: 1, count: features.rowCount))
    let featureMeans = product(each, features, transposingFirst: true).values.map { $0 / count }
    let targetMeans = product(each, targets, transposingFirst: true).values.map { $0 / count }
    var square = product(counted, features, transposingFirst: true)
    var cross = product(counted, targets, transposingFirst: true)
    for row in 0..<square.rowCount {
      for column in 0..<square.columnCount {
        square[row, column] =
          square[row, column] / count - featureMeans[row] * featureMeans[column]
          + (row == column ? penalty : 0)
      }
      for column in 0..<cross.columnCount {
        cross[row, column] = cross[row, column] / count - featureMeans[row] * targetMeans[column]
      }
    }
    weights = CholeskyFactor(square).solved(cross)
    self.featureMeans = featureMeans
    self.targetMeans = targetMeans
  }

  /// What is expected of rows with these features, `[rows, targets]`.
  func callAsFunction(_ features: FeatureMatrix) -> FeatureMatrix {
    let offset = product(
      FeatureMatrix(rowCount: 1, columnCount: featureMeans.count, values: featureMeans), weights)
    var expected = product(features, weights)
    for row in 0..<expected.rowCount {
      for column in 0..<expected.columnCount {
        expected[row, column] += targetMeans[column] - offset[0, column]
      }
    }
    return expected
  }
}

extension FeatureMatrix {
  /// Each row times its weight.
  fileprivate func weighted(by weights: [Double]) -> FeatureMatrix {
    var weighted = self
    for row in 0..<rowCount {
      for column in 0..<columnCount { weighted[row, column] *= weights[row] }
    }
    return weighted
  }
}

/// `A B`, or `Aᵀ B`.
func product(
  _ a: FeatureMatrix, _ b: FeatureMatrix, transposingFirst: Bool = false
) -> FeatureMatrix {
  let m = transposingFirst ? a.columnCount : a.rowCount
  let k = transposingFirst ? a.rowCount : a.columnCount
  precondition(
    k == b.rowCount,
    "product: \(a.rowCount) × \(a.columnCount) with \(b.rowCount) × \(b.columnCount)")
  var c = FeatureMatrix(rowCount: m, columnCount: b.columnCount)
  guard m > 0, k > 0, b.columnCount > 0 else { return c }
  a.values.withUnsafeBufferPointer { x in
    b.values.withUnsafeBufferPointer { y in
      c.values.withUnsafeMutableBufferPointer { z in
        guard let x = x.baseAddress, let y = y.baseAddress, let z = z.baseAddress else { return }
        Double.multiply(
          transposeA: transposingFirst, transposeB: false, m: m, n: b.columnCount, k: k, alpha: 1,
          x, a.columnCount, y, b.columnCount, beta: 0, z, b.columnCount)
      }
    }
  }
  return c
}
