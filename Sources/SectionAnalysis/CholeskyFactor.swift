import Foundation

/// The lower factor of a symmetric positive definite matrix, `A = L Lᵀ`.
///
/// For matrices of some hundred rows at most.
package struct CholeskyFactor: Sendable {
  private let lower: FeatureMatrix

  /// A pivot that rounding left at 0 or below counts as next to nothing beside the diagonal.
  package init(_ matrix: FeatureMatrix) {
    precondition(
      matrix.rowCount == matrix.columnCount,
      "CholeskyFactor: \(matrix.rowCount) × \(matrix.columnCount) is not square")
    var lower = FeatureMatrix(rowCount: matrix.rowCount, columnCount: matrix.rowCount)
    for row in 0..<matrix.rowCount {
      for column in 0...row {
        var sum = matrix[row, column]
        for place in 0..<column { sum -= lower[row, place] * lower[column, place] }
        lower[row, column] =
          row == column
          ? max(sum, 1e-12 * matrix[row, row], .leastNormalMagnitude).squareRoot()
          : sum / lower[column, column]
      }
    }
    self.lower = lower
  }

  /// `ln |A|`
  var logDeterminant: Double {
    (0..<lower.rowCount).reduce(0) { $0 + 2 * log(lower[$1, $1]) }
  }

  /// `A⁻¹ b`
  func solved(_ right: [Double]) -> [Double] {
    solved(FeatureMatrix(rowCount: right.count, columnCount: 1, values: right)).values
  }

  /// `A⁻¹ B`, `[rows, columns]`.
  package func solved(_ right: FeatureMatrix) -> FeatureMatrix {
    var x = right
    let size = lower.rowCount
    let width = right.columnCount
    for row in 0..<size {
      for place in 0..<row {
        let factor = lower[row, place]
        for column in 0..<width { x[row, column] -= factor * x[place, column] }
      }
      for column in 0..<width { x[row, column] /= lower[row, row] }
    }
    for row in (0..<size).reversed() {
      for place in row + 1..<max(size, row + 1) {
        let factor = lower[place, row]
        for column in 0..<width { x[row, column] -= factor * x[place, column] }
      }
      for column in 0..<width { x[row, column] /= lower[row, row] }
    }
    return x
  }
}
