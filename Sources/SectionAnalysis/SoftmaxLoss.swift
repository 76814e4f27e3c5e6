import Autodiff
import Foundation

/// The penalised mean loss of multinomial logistic regression and its gradient.
///
/// Parameters are the weights `[classes, columns]`, then the intercepts `[classes]`. Rows are taken in blocks that stay in
/// the cache between their logits and their share of the gradient.
struct SoftmaxLoss {
  private let features: FeatureMatrix
  private let classes: [Int]
  private let classCount: Int
  /// The weight of each row's loss, summing to 1 over the rows.
  private let rowWeights: [Double]
  /// The factor of `½ Σ |w|²` in the mean loss.
  private let penalty: Double

  /// Rows of a block: few enough for OpenBLAS with AVX-512 to multiply them as they lie, without copying them first, where
  /// classes times columns are some 31,000 at most.
  private static let blockRows = 32

  init(
    features: FeatureMatrix, classes: [Int], classCount: Int, trust: [Double]?,
    weighting: LogisticRegression.ClassWeighting, inversePenalty: Double
  ) {
    self.features = features
    self.classes = classes
    self.classCount = classCount
    LinearAlgebra.useOneThread()
    var counts = [Double](repeating: 0, count: classCount)
    for code in classes { counts[code] += 1 }
    let rows = Double(classes.count)
    let classWeights: [Double]
    switch weighting {
    case .none: classWeights = counts.map { _ in 1 }
    case .balanced: classWeights = counts.map { rows / (Double(classCount) * $0) }
    case .power(let exponent):
      let powers = counts.map { pow($0, exponent) }
      let mean = zip(powers, counts).reduce(0) { $0 + $1.0 * $1.1 } / rows
      classWeights = powers.map { $0 / mean }
    }
    let trusted = trust ?? [Double](repeating: 1, count: classes.count)
    precondition(
      trusted.count == classes.count,
      "LogisticRegression: trust in \(trusted.count) of \(classes.count) rows")
    let weights = zip(classes, trusted).map { classWeights[$0] * $1 }
    // Where no row is trusted nothing but the penalty is left.
    let total = max(weights.reduce(0, +), 1e-12)
    rowWeights = weights.map { $0 / total }
    // Softmax splits the one difference of two classes over both vectors, half each.
    penalty = (classCount == 2 ? 2 : 1) / (inversePenalty * total)
  }

  /// All parameters 0.
  var start: LimitedMemoryBFGS.Vector {
    LimitedMemoryBFGS.Vector(repeating: 0, count: classCount * (features.columnCount + 1))
  }

  /// The point of weights `[classes, columns]` and intercepts `[classes]`.
  func packed(_ weights: FeatureMatrix, _ intercepts: [Double]) -> LimitedMemoryBFGS.Vector {
    precondition(
      weights.rowCount == classCount && weights.columnCount == features.columnCount,
      "LogisticRegression: to start from, \(weights.rowCount) × \(weights.columnCount) weights for \(classCount) × \(features.columnCount)"
    )
    return weights.values + intercepts
  }

  /// The weights `[classes, columns]` and intercepts `[classes]` of a point.
  func unpacked(_ point: LimitedMemoryBFGS.Vector) -> (FeatureMatrix, [Double]) {
    let count = classCount * features.columnCount
    return (
      FeatureMatrix(
        rowCount: classCount, columnCount: features.columnCount, values: Array(point[..<count])),
      Array(point[count...])
    )
  }

  /// The penalised mean loss at a point; writes its gradient.
  func value(
    at point: LimitedMemoryBFGS.Vector, gradient: inout LimitedMemoryBFGS.Vector
  ) -> Double {
    let width = features.columnCount
    let weightCount = classCount * width
    var squares = 0.0
    for place in 0..<weightCount {
      squares += point[place] * point[place]
      gradient[place] = penalty * point[place]
    }
    for code in 0..<classCount { gradient[weightCount + code] = 0 }
    var loss = penalty / 2 * squares
    // A block's logits, then residuals, `[rows, classes]`.
    var block = [Double](repeating: 0, count: classCount * Self.blockRows)
    features.values.withUnsafeBufferPointer { x in
      point.withUnsafeBufferPointer { weights in
        gradient.withUnsafeMutableBufferPointer { gradient in
          block.withUnsafeMutableBufferPointer { block in
            guard let weights = weights.baseAddress, let gradients = gradient.baseAddress,
              let values = block.baseAddress
            else { return }
            for start in stride(from: 0, to: classes.count, by: Self.blockRows) {
              let rows = min(Self.blockRows, classes.count - start)
              if width > 0, let x = x.baseAddress {
                Double.multiply(
                  transposeA: false, transposeB: true, m: rows, n: classCount, k: width, alpha: 1,
                  x + start * width, width, weights, width, beta: 0, values, classCount)
              } else {
                values.update(repeating: 0, count: rows * classCount)
              }
              for place in 0..<rows {
                let row = place * classCount..<(place + 1) * classCount
                for code in 0..<classCount {
                  block[row.lowerBound + code] += weights[weightCount + code]
                }
                loss += residual(
                  of: start + place, UnsafeMutableBufferPointer(rebasing: block[row]))
                for code in 0..<classCount {
                  gradients[weightCount + code] += block[row.lowerBound + code]
                }
              }
              if width > 0, let x = x.baseAddress {
                Double.multiply(
                  transposeA: true, transposeB: false, m: classCount, n: width, k: rows, alpha: 1,
                  values, classCount, x + start * width, width, beta: 1, gradients, width)
              }
            }
          }
        }
      }
    }
    return loss
  }

  /// Turns one row's logits into weighted residuals `a (p − y)`; returns its weighted loss.
  private func residual(of row: Int, _ values: UnsafeMutableBufferPointer<Double>) -> Double {
    let own = classes[row]
    let ownLogit = values[own]
    let largest = values.reduce(-.infinity) { max($0, $1) }
    var sum = 0.0
    for code in values.indices {
      values[code] = exp(values[code] - largest)
      sum += values[code]
    }
    let weight = rowWeights[row]
    for code in values.indices { values[code] *= weight / sum }
    values[own] -= weight
    return weight * (largest + log(sum) - ownLogit)
  }
}
