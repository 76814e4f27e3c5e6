/// A change of coordinates after which rows of one group vary as much along one direction as along any other.
///
/// The covariance within groups, about the mean of each, is drawn towards a multiple of the identity as far as Ledoit & Wolf
/// 2004, "A well-conditioned estimator for large-dimensional covariance matrices", tell from the rows:
/// `Σ = (1 − ρ) S + ρ tr(S)/p I`. Its eigenvectors divided by the roots of its eigenvalues are the new directions.
public struct WithinGroupScale: Sendable, Equatable {
  /// `[directions, columns]`.
  public let directions: FeatureMatrix
  /// `ρ`
  public let shrinkage: Double

  /// - Parameters:
  ///   - rows: `[rows, columns]`.
  ///   - groups: of each row, from 0.
  /// - Complexity: O(rows · columns² + columns³).
  public init(_ rows: FeatureMatrix, groups: [Int32]) throws {
    precondition(
      rows.rowCount == groups.count,
      "WithinGroupScale: \(groups.count) groups of \(rows.rowCount) rows")
    let width = rows.columnCount
    guard rows.rowCount >= 2, width > 0 else {
      throw AnalysisError(
        "covariance within groups", .tooFewRows(rows: rows.rowCount, needed: 2))
    }
    try rows.requireFinite(for: "covariance within groups")
    let rest = Self.aboutMeans(rows, groups)
    let (covariance, fourth) = Self.moments(rest)
    let count = Double(rows.rowCount)
    let trace = (0..<width).reduce(0) { $0 + covariance[$1, $1] }
    let mean = trace / Double(width)
    let square = covariance.values.reduce(0) { $0 + $1 * $1 }
    let spread = square - mean * trace
    let doubt = min(max(0, fourth - square) / count, spread)
    shrinkage = spread > 0 ? doubt / spread : 0
    var shrunk = covariance
    for place in shrunk.values.indices { shrunk.values[place] *= 1 - shrinkage }
    for column in 0..<width { shrunk[column, column] += shrinkage * mean }
    let eigen = SymmetricEigenvectors(shrunk)
    let least = max(1e-6 * mean, .leastNormalMagnitude)
    var directions = eigen.vectors
    for row in 0..<width {
      let scale = 1 / max(eigen.values[row], least).squareRoot()
      for column in 0..<width { directions[row, column] *= scale }
    }
    self.directions = directions
  }

  /// Each row less the mean of its group.
  private static func aboutMeans(_ rows: FeatureMatrix, _ groups: [Int32]) -> FeatureMatrix {
    let (width, count) = (rows.columnCount, Int(groups.max() ?? -1) + 1)
    var sums = FeatureMatrix(rowCount: count, columnCount: width)
    var sizes = [Double](repeating: 0, count: count)
    for row in 0..<rows.rowCount {
      sizes[Int(groups[row])] += 1
      for column in 0..<width { sums[Int(groups[row]), column] += rows[row, column] }
    }
    var rest = rows
    for row in 0..<rows.rowCount {
      let group = Int(groups[row])
      for column in 0..<width { rest[row, column] -= sums[group, column] / sizes[group] }
    }
    return rest
  }

  /// `S = Σ x xᵀ / n`, and the mean of `|x|⁴`.
  private static func moments(_ rows: FeatureMatrix) -> (covariance: FeatureMatrix, fourth: Double)
  {
    let (width, count) = (rows.columnCount, Double(rows.rowCount))
    var sums = [Double](repeating: 0, count: width * width)
    var fourth = 0.0
    rows.values.withUnsafeBufferPointer { x in
      sums.withUnsafeMutableBufferPointer { sums in
        for start in stride(from: 0, to: x.count, by: width) {
          var square = 0.0
          for first in 0..<width {
            let value = x[start + first]
            square += value * value
            for second in 0...first { sums[first * width + second] += value * x[start + second] }
          }
          fourth += square * square / count
        }
      }
    }
    var covariance = FeatureMatrix(rowCount: width, columnCount: width)
    for first in 0..<width {
      for second in 0...first {
        covariance[first, second] = sums[first * width + second] / count
        covariance[second, first] = covariance[first, second]
      }
    }
    return (covariance, fourth)
  }
}
