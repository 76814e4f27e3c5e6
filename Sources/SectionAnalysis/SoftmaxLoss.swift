import Foundation

/// The penalised mean loss of multinomial logistic regression and its gradient.
///
/// Parameters are laid out as `[class blocks][columns + 1]` lanes of four classes; the last column
/// is the intercept. In that layout four rows at a time meet each weight once, with the sums in
/// registers. Classes that only fill up the last block keep the value 0.
struct SoftmaxLoss {
  private let features: FeatureMatrix
  private let classes: [Int]
  private let classCount: Int
  private let blockCount: Int
  /// The weight of each row's loss, summing to 1 over the rows.
  private let rowWeights: [Double]
  /// The factor of `½ Σ |w|²` in the mean loss.
  private let penalty: Double

  init(
    features: FeatureMatrix, classes: [Int], classCount: Int,
    weighting: LogisticRegression.ClassWeighting, inversePenalty: Double
  ) {
    self.features = features
    self.classes = classes
    self.classCount = classCount
    blockCount = (classCount + 3) / 4
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
    let total = zip(classWeights, counts).reduce(0) { $0 + $1.0 * $1.1 }
    rowWeights = classes.map { classWeights[$0] / total }
    // Softmax splits the one difference of two classes over both vectors, half each.
    penalty = (classCount == 2 ? 2 : 1) / (inversePenalty * total)
  }

  /// All parameters 0.
  var start: LimitedMemoryBFGS.Vector {
    LimitedMemoryBFGS.Vector(repeating: .zero, count: blockCount * (features.columnCount + 1))
  }

  /// The weights `[classes, columns]` and intercepts `[classes]` of a point.
  func unpacked(_ point: LimitedMemoryBFGS.Vector) -> (FeatureMatrix, [Double]) {
    let width = features.columnCount
    var weights = FeatureMatrix(rowCount: classCount, columnCount: width)
    var intercepts = [Double](repeating: 0, count: classCount)
    for code in 0..<classCount {
      let block = code / 4 * (width + 1)
      for column in 0..<width { weights[code, column] = point[block + column][code % 4] }
      intercepts[code] = point[block + width][code % 4]
    }
    return (weights, intercepts)
  }

  /// The penalised mean loss at a point; writes its gradient.
  func value(
    at point: LimitedMemoryBFGS.Vector, gradient: inout LimitedMemoryBFGS.Vector
  ) -> Double {
    let width = features.columnCount
    var loss = 0.0
    for block in 0..<blockCount {
      for column in 0..<width {
        let weights = point[block * (width + 1) + column]
        loss += penalty / 2 * (weights * weights).sum()
        gradient[block * (width + 1) + column] = penalty * weights
      }
      gradient[block * (width + 1) + width] = .zero
    }
    // Four rows of class blocks: logits, then residuals.
    var residuals = LimitedMemoryBFGS.Vector(repeating: .zero, count: 4 * blockCount)
    features.values.withUnsafeBufferPointer { x in
      point.withUnsafeBufferPointer { weights in
        gradient.withUnsafeMutableBufferPointer { gradient in
          residuals.withUnsafeMutableBufferPointer { residuals in
            var row = 0
            while row < classes.count {
              // Where fewer than four rows are left the last is repeated, with residual 0.
              let rows = SIMD4(row, row + 1, row + 2, row + 3).clamped(
                lowerBound: .zero, upperBound: SIMD4(repeating: classes.count - 1))
              let starts = rows &* SIMD4(repeating: width)
              scores(x, starts, weights, into: residuals)
              for lane in 0..<4 {
                let own = UnsafeMutableBufferPointer(
                  rebasing: residuals[lane * blockCount..<(lane + 1) * blockCount])
                if row + lane < classes.count {
                  loss += residual(of: row + lane, own)
                } else {
                  own.update(repeating: .zero)
                }
              }
              accumulate(x, starts, residuals, into: gradient)
              row += 4
            }
          }
        }
      }
    }
    return loss
  }

  /// The logits of four rows, which start at `starts`.
  @inline(__always)
  private func scores(
    _ x: UnsafeBufferPointer<Double>, _ starts: SIMD4<Int>,
    _ weights: UnsafeBufferPointer<SIMD4<Double>>,
    into scores: UnsafeMutableBufferPointer<SIMD4<Double>>
  ) {
    let width = features.columnCount
    let (x0, x1, x2, x3) = (starts[0], starts[1], starts[2], starts[3])
    for block in 0..<blockCount {
      let start = block &* (width &+ 1)
      var sum0 = weights[start &+ width]
      var sum1 = sum0
      var sum2 = sum0
      var sum3 = sum0
      for column in 0..<width {
        let weight = weights[start &+ column]
        sum0 += x[x0 &+ column] * weight
        sum1 += x[x1 &+ column] * weight
        sum2 += x[x2 &+ column] * weight
        sum3 += x[x3 &+ column] * weight
      }
      scores[block] = sum0
      scores[blockCount &+ block] = sum1
      scores[2 &* blockCount &+ block] = sum2
      scores[3 &* blockCount &+ block] = sum3
    }
  }

  /// Adds four rows' features × residuals to the gradient.
  @inline(__always)
  private func accumulate(
    _ x: UnsafeBufferPointer<Double>, _ starts: SIMD4<Int>,
    _ residuals: UnsafeMutableBufferPointer<SIMD4<Double>>,
    into gradient: UnsafeMutableBufferPointer<SIMD4<Double>>
  ) {
    let width = features.columnCount
    let (x0, x1, x2, x3) = (starts[0], starts[1], starts[2], starts[3])
    for block in 0..<blockCount {
      let start = block &* (width &+ 1)
      let residual0 = residuals[block]
      let residual1 = residuals[blockCount &+ block]
      let residual2 = residuals[2 &* blockCount &+ block]
      let residual3 = residuals[3 &* blockCount &+ block]
      for column in 0..<width {
        let upper = x[x0 &+ column] * residual0 + x[x1 &+ column] * residual1
        let lower = x[x2 &+ column] * residual2 + x[x3 &+ column] * residual3
        gradient[start &+ column] += upper + lower
      }
      gradient[start &+ width] += (residual0 + residual1) + (residual2 + residual3)
    }
  }

  /// Turns one row's logits into weighted residuals `a (p − y)`; returns its weighted loss.
  @inline(__always)
  private func residual(
    of row: Int, _ values: UnsafeMutableBufferPointer<SIMD4<Double>>
  ) -> Double {
    var largest = -Double.infinity
    for code in 0..<classCount { largest = max(largest, values[code >> 2][code & 3]) }
    let own = classes[row]
    let ownLogit = values[own >> 2][own & 3]
    var sum = 0.0
    for code in 0..<blockCount * 4 {
      let power = code < classCount ? exp(values[code >> 2][code & 3] - largest) : 0
      values[code >> 2][code & 3] = power
      sum += power
    }
    let weight = rowWeights[row]
    for block in values.indices { values[block] *= weight / sum }
    values[own >> 2][own & 3] -= weight
    return weight * (largest + log(sum) - ownLogit)
  }
}
