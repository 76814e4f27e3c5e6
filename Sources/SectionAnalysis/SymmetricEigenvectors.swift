/// Eigenvalues and eigenvectors of a real symmetric matrix, largest eigenvalue first.
///
/// Householder reduction to tridiagonal form, then implicitly shifted QL steps. Source: Golub & Van
/// Loan, "Matrix Computations", 4th edition, algorithms 8.3.1 and 8.3.3. Vectors are kept as rows,
/// so that every inner loop runs along memory. Complexity: O(n³), about 4 s at n = 1,000.
struct SymmetricEigenvectors {
  /// `[n]`, descending.
  let values: [Double]
  /// `[n, n]`: row k is the unit vector of eigenvalue k.
  let vectors: FeatureMatrix

  init(_ matrix: FeatureMatrix) {
    precondition(
      matrix.rowCount == matrix.columnCount,
      "SymmetricEigenvectors: \(matrix.rowCount) × \(matrix.columnCount) is not square")
    let size = matrix.rowCount
    var reduction = TridiagonalReduction(matrix)
    reduction.rotateToDiagonal()
    let order = (0..<size).sorted { reduction.diagonal[$0] > reduction.diagonal[$1] }
    values = order.map { reduction.diagonal[$0] }
    vectors = FeatureMatrix(rowCount: size, columnCount: size, values: reduction.basis)
      .selectingRows(order)
  }
}

/// `A = Qᵀ T Q` with tridiagonal T; row k of `basis` is row k of Q.
private struct TridiagonalReduction {
  let size: Int
  /// The diagonal of T, `[n]`.
  var diagonal: [Double]
  /// Beside the diagonal, `[n]`; entry k couples k and k + 1, the last is 0.
  var offDiagonal: [Double]
  /// Q, `[n, n]`, row-major.
  var basis: [Double]

  init(_ matrix: FeatureMatrix) {
    let size = matrix.rowCount
    self.size = size
    var work = matrix.values
    var reflectors: [[Double]] = []
    offDiagonal = [Double](repeating: 0, count: size)
    for step in 0..<max(size - 2, 0) {
      // Reflect column `step` below the diagonal onto its first entry.
      var reflector = [Double](repeating: 0, count: size)
      var squares = 0.0
      for row in step + 1..<size {
        reflector[row] = work[row * size + step]
        squares += reflector[row] * reflector[row]
      }
      let length = squares.squareRoot()
      let first = reflector[step + 1]
      let image = first > 0 ? -length : length
      reflector[step + 1] -= image
      let norm = (squares - first * first + reflector[step + 1] * reflector[step + 1]).squareRoot()
      if norm > 0 {
        for row in step + 1..<size { reflector[row] /= norm }
        Self.reflect(&work, reflector, from: step, size: size)
      } else {
        for row in step + 1..<size { reflector[row] = 0 }
      }
      offDiagonal[step] = image
      reflectors.append(reflector)
    }
    diagonal = (0..<size).map { work[$0 * size + $0] }
    if size > 1 { offDiagonal[size - 2] = work[(size - 1) * size + size - 2] }

    basis = [Double](repeating: 0, count: size * size)
    for index in 0..<size { basis[index * size + index] = 1 }
    for (step, reflector) in reflectors.enumerated().reversed() {
      // Q = … H1 H0 I applied from the right end: rows below `step` change.
      Self.reflectRows(&basis, reflector, from: step + 1, size: size)
    }
    // `basis` now holds the columns' orthogonal matrix; its transpose has them as rows.
    for row in 0..<size {
      for column in 0..<row { basis.swapAt(row * size + column, column * size + row) }
    }
  }

  /// `A ← H A H`, `H = I − 2 v vᵀ`, on the trailing block below and right of `step`.
  private static func reflect(_ a: inout [Double], _ v: [Double], from step: Int, size: Int) {
    a.withUnsafeMutableBufferPointer { a in
      v.withUnsafeBufferPointer { v in
        var product = [Double](repeating: 0, count: size)
        product.withUnsafeMutableBufferPointer { product in
          for row in step + 1..<size {
            var sum = 0.0
            for column in step + 1..<size { sum += a[row * size + column] * v[column] }
            product[row] = sum
          }
          var along = 0.0
          for row in step + 1..<size { along += v[row] * product[row] }
          for row in step + 1..<size { product[row] -= along * v[row] }
          for row in step + 1..<size {
            let (p, w) = (2 * product[row], 2 * v[row])
            for column in step + 1..<size {
              a[row * size + column] -= p * v[column] + w * product[column]
            }
          }
        }
      }
    }
  }

  /// `B ← H B` on the rows from `first`.
  private static func reflectRows(_ b: inout [Double], _ v: [Double], from first: Int, size: Int) {
    b.withUnsafeMutableBufferPointer { b in
      var sums = [Double](repeating: 0, count: size)
      for row in first..<size {
        for column in 0..<size { sums[column] += v[row] * b[row * size + column] }
      }
      for row in first..<size {
        let factor = 2 * v[row]
        for column in 0..<size { b[row * size + column] -= factor * sums[column] }
      }
    }
  }

  /// QL steps with Wilkinson's shift until nothing is left beside the diagonal.
  mutating func rotateToDiagonal() {
    for low in 0..<size {
      // Each eigenvalue takes about two steps; a matrix of finite numbers never needs sixty.
      for _ in 0..<60 {
        let high = blockEnd(from: low)
        if high == low { break }
        step(from: low, to: high)
      }
    }
  }

  /// The last index of the unreduced block that begins at `low`.
  private func blockEnd(from low: Int) -> Int {
    var end = low
    while end + 1 < size {
      let scale = abs(diagonal[end]) + abs(diagonal[end + 1])
      if abs(offDiagonal[end]) <= Double.ulpOfOne * scale || offDiagonal[end] == 0 { break }
      end += 1
    }
    return end
  }

  /// One implicit QL step on the block `low...high`.
  private mutating func step(from low: Int, to high: Int) {
    let half = (diagonal[low + 1] - diagonal[low]) / (2 * offDiagonal[low])
    let root = (half * half + 1).squareRoot()
    let shift = diagonal[low] - offDiagonal[low] / (half + (half < 0 ? -root : root))
    var bulge = diagonal[high] - shift
    var (sine, cosine, carried) = (1.0, 1.0, 0.0)
    for index in stride(from: high - 1, through: low, by: -1) {
      let across = sine * offDiagonal[index]
      let along = cosine * offDiagonal[index]
      let length = (across * across + bulge * bulge).squareRoot()
      offDiagonal[index + 1] = length
      if length == 0 {
        diagonal[index + 1] -= carried
        offDiagonal[high] = 0
        return
      }
      sine = across / length
      cosine = bulge / length
      let corner = diagonal[index + 1] - carried
      let mixed = (diagonal[index] - corner) * sine + 2 * cosine * along
      carried = sine * mixed
      diagonal[index + 1] = corner + carried
      bulge = cosine * mixed - along
      rotate(index, sine: sine, cosine: cosine)
    }
    diagonal[low] -= carried
    offDiagonal[low] = bulge
    offDiagonal[high] = 0
  }

  /// Turns the basis vectors `index` and `index + 1` in their plane.
  private mutating func rotate(_ index: Int, sine: Double, cosine: Double) {
    basis.withUnsafeMutableBufferPointer { basis in
      let (lower, upper) = (index * size, (index + 1) * size)
      for column in 0..<size {
        let (a, b) = (basis[lower + column], basis[upper + column])
        basis[upper + column] = sine * a + cosine * b
        basis[lower + column] = cosine * a - sine * b
      }
    }
  }
}
