/// Per-column shift and scale learnt from training rows: `z = (x − mean) / deviation`.
///
/// The deviation is that of the population (divided by n, as scikit-learn's `StandardScaler`); a
/// constant column is only shifted.
public struct Standardizer: Sendable, Equatable {
  /// `[columns]`.
  public var means: [Double]
  /// `[columns]`, positive.
  public var deviations: [Double]

  /// Learns means and deviations from the rows of a matrix; from no rows, it changes nothing.
  public init(_ features: FeatureMatrix) {
    let width = features.columnCount
    let rows = Double(max(features.rowCount, 1))
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<features.rowCount {
      for (column, value) in features[row: row].enumerated() { sums[column] += value }
    }
    let means = sums.map { $0 / rows }
    var squares = [Double](repeating: 0, count: width)
    for row in 0..<features.rowCount {
      for (column, value) in features[row: row].enumerated() {
        squares[column] += (value - means[column]) * (value - means[column])
      }
    }
    self.means = means
    deviations = zip(squares, means).map { square, mean in
      let deviation = (square / rows).squareRoot()
      // Rounding leaves a constant column with a deviation of some 1e-16 of its value.
      return deviation > 1e-12 * max(abs(mean), 1e-300) ? deviation : 1
    }
  }

  /// Changes nothing in `columnCount` columns.
  public init(identity columnCount: Int) {
    means = [Double](repeating: 0, count: columnCount)
    deviations = [Double](repeating: 1, count: columnCount)
  }

  /// The z-scores of rows with the same columns.
  public func callAsFunction(_ features: FeatureMatrix) -> FeatureMatrix {
    precondition(
      features.columnCount == means.count,
      "Standardizer: \(features.columnCount) columns, learnt from \(means.count)")
    var scaled = features
    let width = means.count
    scaled.values.withUnsafeMutableBufferPointer { values in
      for row in 0..<features.rowCount {
        for column in 0..<width {
          values[row * width + column] =
            (values[row * width + column] - means[column]) / deviations[column]
        }
      }
    }
    return scaled
  }
}
