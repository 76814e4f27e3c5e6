import Foundation

/// The density of each group of a mixture at a row, by products with the row made beforehand.
///
/// With one covariance the part quadratic in the row is the same for all groups:
/// `ln π_k N(x; μ_k, Σ) = ln π_k + xᵀ Σ⁻¹ μ_k − ½ μ_kᵀ Σ⁻¹ μ_k − ½ xᵀ Σ⁻¹ x − ½ ln |2π Σ|`.
struct GaussianDiscriminants: Sendable {
  /// `[groups, columns]`: `Σ⁻¹ μ_k`.
  private let slopes: FeatureMatrix
  /// `[groups]`: `ln π_k − ½ μ_kᵀ Σ⁻¹ μ_k`.
  private let offsets: [Double]
  private let factor: CholeskyFactor
  /// `−½ ln |2π Σ|`
  private let normalisation: Double

  init(_ mixture: TiedGaussianMixture) {
    let width = mixture.means.columnCount
    factor = CholeskyFactor(mixture.covariance)
    normalisation = -0.5 * (factor.logDeterminant + Double(width) * log(2 * Double.pi))
    var slopes = FeatureMatrix(rowCount: mixture.groupCount, columnCount: width)
    var offsets: [Double] = []
    for group in 0..<mixture.groupCount {
      let mean = Array(mixture.means[row: group])
      let slope = factor.solved(mean)
      for column in 0..<width { slopes[group, column] = slope[column] }
      offsets.append(
        log(mixture.weights[group]) - 0.5 * zip(mean, slope).reduce(0) { $0 + $1.0 * $1.1 })
    }
    self.slopes = slopes
    self.offsets = offsets
  }

  /// Fills in the probability of each group, `[groups]`, and returns `ln p(x)` without the part that is quadratic in
  /// `x`, which all groups have in common.
  func find(_ probabilities: inout [Double], _ row: ArraySlice<Double>) -> Double {
    let width = slopes.columnCount
    var largest = -Double.infinity
    slopes.values.withUnsafeBufferPointer { slopes in
      row.withUnsafeBufferPointer { row in
        for group in offsets.indices {
          var sum = offsets[group]
          for column in 0..<width { sum += slopes[group &* width &+ column] * row[column] }
          probabilities[group] = sum
          largest = max(largest, sum)
        }
      }
    }
    var total = 0.0
    for group in probabilities.indices {
      probabilities[group] = exp(probabilities[group] - largest)
      total += probabilities[group]
    }
    for group in probabilities.indices { probabilities[group] /= total }
    return largest + log(total)
  }

  /// The mean over rows of what `find` leaves out: `−½ tr(Σ⁻¹ S) − ½ ln |2π Σ|`.
  ///
  /// - Parameter squares: `S = Σ x xᵀ / n`, `[columns, columns]`.
  func meanOfCommonPart(squares: FeatureMatrix) -> Double {
    var trace = 0.0
    for column in 0..<squares.rowCount {
      trace += factor.solved(Array(squares[row: column]))[column]
    }
    return normalisation - 0.5 * trace
  }
}
