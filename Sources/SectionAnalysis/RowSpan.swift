import Autodiff
import COpenBLAS

/// Rows written in as many columns as there are rows, where they had more.
///
/// `X Xᵀ = L Lᵀ`, so that `X = L Qᵀ` with orthonormal columns of Q: rows of L have the products among one another that rows
/// of X have. A regression that penalises `|w|²` has its weights in the span of the rows, `w = Q v`, and is the same fit with
/// L for X and v for w. L is lower triangular, which halves what is left to do.
struct RowSpan: Sendable {
  /// L, `[rows, rows]`, 0 above the diagonal.
  let rows: FeatureMatrix
  /// X, `[rows, columns]`.
  private let features: FeatureMatrix

  /// Below this many numbers a fit is a matter of milliseconds.
  private static let leastElements = 1 << 20
  /// Standardized rows sum to 0 and so span one dimension less: this share of the mean square keeps the factor apart from
  /// 0, as if each row had one column of its own with next to nothing in it.
  private static let ridge = 1e-10

  /// Nil where there are no more columns than rows, or few numbers in all.
  init?(_ features: FeatureMatrix) {
    guard features.columnCount > features.rowCount, features.values.count >= Self.leastElements
    else { return nil }
    self.init(factoring: features)
  }

  /// Nil where the products are not finite.
  init?(factoring features: FeatureMatrix) {
    let (count, width) = (features.rowCount, features.columnCount)
    var lower = FeatureMatrix(rowCount: count, columnCount: count)
    var status = blasint(0)
    var trace = 0.0
    features.values.withUnsafeBufferPointer { x in
      lower.values.withUnsafeMutableBufferPointer { lower in
        guard let x = x.baseAddress, let products = lower.baseAddress else { return }
        Double.multiply(
          transposeA: false, transposeB: true, m: count, n: count, k: width, alpha: 1, x, width, x,
          width, beta: 0, products, count)
        for row in 0..<count { trace += products[row * count + row] }
        for row in 0..<count { products[row * count + row] += Self.ridge * trace / Double(count) }
        // LAPACK counts columns first: its upper triangle is the lower one here.
        var size = blasint(count)
        var stride = size
        dpotrf_("U", &size, products, &stride, &status)
        for row in 0..<count {
          for column in row + 1..<max(count, row + 1) { products[row * count + column] = 0 }
        }
      }
    }
    guard status == 0, trace.isFinite, trace > 0 else { return nil }
    rows = lower
    self.features = features
  }

  /// `w = Q v = Xᵀ L⁻ᵀ v`, `[classes, columns]`.
  ///
  /// - Parameter weights: v, `[classes, rows]`.
  func unfolded(_ weights: FeatureMatrix) -> FeatureMatrix {
    let solved = solved(weights, transposing: true)
    var unfolded = FeatureMatrix(rowCount: weights.rowCount, columnCount: features.columnCount)
    multiply(
      solved.values, features.values, into: &unfolded, inner: features.rowCount,
      transposeB: false)
    return unfolded
  }

  /// `v = Qᵀ w = L⁻¹ X w`, `[classes, rows]`.
  ///
  /// - Parameter weights: w, `[classes, columns]`.
  func folded(_ weights: FeatureMatrix) -> FeatureMatrix {
    var products = FeatureMatrix(rowCount: weights.rowCount, columnCount: features.rowCount)
    multiply(
      weights.values, features.values, into: &products, inner: features.columnCount,
      transposeB: true)
    return solved(products, transposing: false)
  }

  /// `L⁻¹ b`, or `L⁻ᵀ b`, of each row b.
  private func solved(_ right: FeatureMatrix, transposing: Bool) -> FeatureMatrix {
    var solved = right
    var (size, count) = (blasint(rows.rowCount), blasint(right.rowCount))
    var (stride, status) = (size, blasint(0))
    rows.values.withUnsafeBufferPointer { lower in
      solved.values.withUnsafeMutableBufferPointer { values in
        dtrtrs_(
          "U", transposing ? "N" : "T", "N", &size, &count, lower.baseAddress, &stride,
          values.baseAddress, &size, &status)
      }
    }
    precondition(status == 0, "RowSpan: the factor has a zero on its diagonal")
    return solved
  }

  private func multiply(
    _ a: [Double], _ b: [Double], into c: inout FeatureMatrix, inner: Int, transposeB: Bool
  ) {
    let (m, n) = (c.rowCount, c.columnCount)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.values.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          Double.multiply(
            transposeA: false, transposeB: transposeB, m: m, n: n, k: inner, alpha: 1, a, inner, b,
            transposeB ? inner : n, beta: 0, c, n)
        }
      }
    }
  }
}
