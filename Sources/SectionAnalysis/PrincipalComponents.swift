import Autodiff

/// The directions along which rows vary most.
///
/// `X − mean = scores · components`, components orthonormal, by falling variance. The sign of each
/// component is such that its largest entry by magnitude is positive, so that equal data give equal
/// scores.
public struct PrincipalComponents: Sendable, Equatable {
  /// `[columns]`.
  public var means: [Double]
  /// `[components, columns]`, orthonormal rows.
  public var components: FeatureMatrix
  /// The variance along each component, divided by rows − 1 as scikit-learn does, `[components]`.
  public var variances: [Double]
  /// The variance of all columns together.
  public var totalVariance: Double

  /// Finds the components from the eigenvectors of the covariance.
  /// - Parameters:
  ///   - features: `[rows, columns]`; columns up to about a thousand.
  ///   - count: how many components; no more than columns are returned.
  /// - Throws: `AnalysisError` for fewer than two rows or a value that is not finite.
  /// - Complexity: O(rows · columns² + columns³).
  public init(_ features: FeatureMatrix, count: Int) throws {
    guard features.rowCount >= 2 else {
      throw AnalysisError(
        "principal components", .tooFewRows(rows: features.rowCount, needed: 2))
    }
    try features.requireFinite(for: "principal components")
    let width = features.columnCount
    means = Standardizer(features).means
    let covariance = Self.covariance(features, means)
    let eigen = SymmetricEigenvectors(covariance)
    let kept = min(count, width)
    variances = eigen.values.prefix(kept).map { max($0, 0) }
    totalVariance = (0..<width).reduce(0) { $0 + covariance[$1, $1] }
    components = eigen.vectors.selectingRows(Array(0..<kept))
    for component in 0..<kept {
      let row = components[row: component]
      let largest = row.max { abs($0) < abs($1) } ?? 0
      if largest < 0 {
        for column in 0..<width { components[component, column] *= -1 }
      }
    }
  }

  /// The coordinates of rows along the components, `[rows, components]`.
  public func scores(_ features: FeatureMatrix) -> FeatureMatrix {
    precondition(
      features.columnCount == means.count,
      "PrincipalComponents: \(features.columnCount) columns, learnt from \(means.count)")
    let width = means.count
    let count = components.rowCount
    var scores = FeatureMatrix(rowCount: features.rowCount, columnCount: count)
    features.values.withUnsafeBufferPointer { x in
      components.values.withUnsafeBufferPointer { directions in
        for row in 0..<features.rowCount {
          for component in 0..<count {
            var sum = 0.0
            for column in 0..<width {
              sum +=
                (x[row * width + column] - means[column]) * directions[component * width + column]
            }
            scores[row, component] = sum
          }
        }
      }
    }
    return scores
  }

  /// `Σ (x − mean)(x − mean)ᵀ / (rows − 1)`, `[columns, columns]`, some rows at a time.
  private static func covariance(_ features: FeatureMatrix, _ means: [Double]) -> FeatureMatrix {
    LinearAlgebra.useOneThread()
    let width = features.columnCount
    var sums = [Double](repeating: 0, count: width * width)
    var centered: [Double] = []
    for start in stride(from: 0, to: features.rowCount, by: blockRows) {
      let rows = start..<min(start + blockRows, features.rowCount)
      centered.removeAll(keepingCapacity: true)
      for row in rows {
        for column in 0..<width { centered.append(features[row, column] - means[column]) }
      }
      centered.withUnsafeBufferPointer { centered in
        sums.withUnsafeMutableBufferPointer { sums in
          guard let x = centered.baseAddress, let sums = sums.baseAddress else { return }
          Double.multiply(
            transposeA: true, transposeB: false, m: width, n: width, k: rows.count, alpha: 1, x,
            width, x, width, beta: 1, sums, width)
        }
      }
    }
    var covariance = FeatureMatrix(rowCount: width, columnCount: width)
    let scale = 1 / Double(features.rowCount - 1)
    for first in 0..<width {
      for second in first..<width {
        let value = sums[first * width + second] * scale
        covariance[first, second] = value
        covariance[second, first] = value
      }
    }
    return covariance
  }

  private static let blockRows = 256
}
