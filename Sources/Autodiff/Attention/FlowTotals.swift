/// What one head of flow attention knows of all cells together: with it the output of any cell follows from its own query.
struct FlowTotals<Scalar: Real> {
  let width: Int
  private let kernels: Kernels<Scalar>
  /// `[2, width]`: ΣK + ε, ΣKO + ε.
  private let sums: Matrix<Scalar>
  /// `Σ_j K_jᵀ V_j p_j`, `[width, width]`.
  let state: Matrix<Scalar>

  static var epsilon: Scalar { Scalar(1e-6) }

  /// Totals that are still to be written.
  init(_ workspace: Workspace<Scalar>, width: Int) {
    self.width = width
    kernels = workspace.kernels
    sums = workspace.uninitialized(2, width)
    state = workspace.uninitialized(width, width)
  }

  var sumOfKeys: UnsafeMutablePointer<Scalar> { sums.pointer }
  var sumOfKeysOut: UnsafeMutablePointer<Scalar> { sums.pointer + width }

  /// `out_i = (σ(Î_i) I_i) Q_i state` of some cells.
  ///
  /// - Parameters:
  ///   - query: the head's columns, rows `stride` apart, as those of `out`.
  ///   - gate: `σ(Î)`, `[rows]`.
  ///   - incoming: `I`, `[rows]`.
  ///   - scratch: `rows` elements.
  func mix(
    _ query: UnsafePointer<Scalar>, rows: Int, stride: Int, gate: UnsafePointer<Scalar>,
    incoming: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.multiply(
      transposeA: false, transposeB: false, m: rows, n: width, k: width, alpha: 1, query, stride,
      state.pointer, width, beta: 0, out, stride)
    kernels.multiply(Int64(rows), gate, incoming, scratch)
    kernels.scaleRows(
      Int64(rows), Int64(width), Int64(stride), out, scratch, Int64(stride), out)
  }

  /// The same, with gate and incoming flow computed from the queries.
  ///
  /// - Parameter scratch: `3 × rows` elements.
  func output(
    of query: UnsafePointer<Scalar>, rows: Int, stride: Int, _ out: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    let (n, w, ld) = (Int64(rows), Int64(width), Int64(stride))
    let incoming = scratch
    let gate = scratch + rows
    kernels.rowDots(n, w, ld, query, Self.epsilon, sumOfKeys, incoming)
    for row in 0..<rows { incoming[row] = 1 / incoming[row] }
    kernels.rowDots(n, w, ld, query, Self.epsilon, sumOfKeysOut, gate)
    kernels.sigmoid(n, gate, gate)
    mix(
      query, rows: rows, stride: stride, gate: gate, incoming: incoming, out,
      scratch: scratch + 2 * rows)
  }
}
