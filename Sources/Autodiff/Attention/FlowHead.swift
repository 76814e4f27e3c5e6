/// One head of flow attention: what the forward pass computes and the backward pass needs again.
///
/// Works on the `width` columns of its head in matrices whose rows are `columns` apart, over cells in
/// order, on one thread; heads share nothing.
struct FlowHead<Scalar: Real> {
  let width: Int
  private let kernels: Kernels<Scalar>
  private let cells: Int
  private let columns: Int
  private let offset: Int
  /// `[5, cells]`: I, O, σ(Î), Ô before the clamp, softmax(Ô).
  private let flows: Matrix<Scalar>
  /// What the outputs are made of, once the forward pass has begun.
  let totals: FlowTotals<Scalar>
  /// `[2, width]`: ΣQ + ε, ΣQI + ε.
  private let sums: Matrix<Scalar>

  private static var epsilon: Scalar { FlowTotals<Scalar>.epsilon }

  init(_ workspace: Workspace<Scalar>, cells: Int, columns: Int, heads: Int, head: Int) {
    width = columns / heads
    kernels = workspace.kernels
    self.cells = cells
    self.columns = columns
    offset = head * width
    flows = workspace.uninitialized(5, cells)
    totals = FlowTotals(workspace, width: width)
    sums = workspace.uninitialized(2, width)
  }

  private var incoming: UnsafeMutablePointer<Scalar> { flows.pointer }
  private var outgoing: UnsafeMutablePointer<Scalar> { flows.pointer + cells }
  private var gate: UnsafeMutablePointer<Scalar> { flows.pointer + 2 * cells }
  private var competition: UnsafeMutablePointer<Scalar> { flows.pointer + 3 * cells }
  private var shares: UnsafeMutablePointer<Scalar> { flows.pointer + 4 * cells }
  private var sumOfKeys: UnsafeMutablePointer<Scalar> { totals.sumOfKeys }
  private var sumOfKeysOut: UnsafeMutablePointer<Scalar> { totals.sumOfKeysOut }
  private var state: Matrix<Scalar> { totals.state }
  private var sumOfQueries: UnsafeMutablePointer<Scalar> { sums.pointer }
  private var sumOfQueriesIn: UnsafeMutablePointer<Scalar> { sums.pointer + width }

  private func columnSums(
    _ x: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>?, stride: Int,
    _ out: UnsafeMutablePointer<Scalar>, from start: Scalar
  ) {
    out.update(repeating: start, count: width)
    kernels.weightedColumnSums(Int64(cells), Int64(width), Int64(stride), x, weights, out)
  }

  private func dots(
    _ x: UnsafePointer<Scalar>, _ vector: UnsafePointer<Scalar>, shift: Scalar,
    _ out: UnsafeMutablePointer<Scalar>
  ) {
    kernels.rowDots(Int64(cells), Int64(width), Int64(columns), x, shift, vector, out)
  }

  /// - Parameter scratch: `cells × width` elements.
  func forward(
    _ query: UnsafePointer<Scalar>, _ key: UnsafePointer<Scalar>, _ value: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>
  ) {
    summarize(query, key, value, scaled: scratch, stride: width)
    totals.mix(
      query + offset, rows: cells, stride: columns, gate: gate, incoming: incoming, out + offset,
      scratch: scratch)
  }

  /// Computes what each cell needs to know of all others: flows and totals.
  ///
  /// - Parameters:
  ///   - scaled: takes values times their shares; may be the head's columns of `value`, which are read no more then.
  ///   - stride: from row to row of `scaled`.
  func summarize(
    _ query: UnsafePointer<Scalar>, _ key: UnsafePointer<Scalar>, _ value: UnsafePointer<Scalar>,
    scaled: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let q = query + offset
    let k = key + offset
    let n = Int64(cells)
    let epsilon = Self.epsilon
    columnSums(k, nil, stride: columns, sumOfKeys, from: epsilon)
    columnSums(q, nil, stride: columns, sumOfQueries, from: epsilon)
    dots(q, sumOfKeys, shift: epsilon, incoming)
    dots(k, sumOfQueries, shift: epsilon, outgoing)
    for cell in 0..<cells {
      incoming[cell] = 1 / incoming[cell]
      outgoing[cell] = 1 / outgoing[cell]
    }
    columnSums(k, outgoing, stride: columns, sumOfKeysOut, from: epsilon)
    columnSums(q, incoming, stride: columns, sumOfQueriesIn, from: epsilon)
    dots(q, sumOfKeysOut, shift: epsilon, gate)
    kernels.sigmoid(n, gate, gate)
    dots(k, sumOfQueriesIn, shift: epsilon, competition)
    kernels.clamp(n, -1, 1, competition, shares)
    kernels.softmax(1, n, shares, shares, nil)

    // scaled = V_j · cells · softmax_j; state = Kᵀ scaled
    kernels.scaleRows(
      n, Int64(width), Int64(columns), value + offset, shares, Int64(stride), scaled)
    Scalar.multiply(
      transposeA: true, transposeB: false, m: width, n: width, k: cells, alpha: Scalar(cells), k,
      columns, scaled, stride, beta: 0, state.pointer, width)
  }

  static func backwardScratch(cells: Int, width: Int) -> Int {
    2 * cells * width + 4 * cells + width * width + 4 * width
  }

  /// Adds to the gradients of query, key and value. The names follow the formulas of `flowAttention`.
  ///
  /// - Parameter scratch: `backwardScratch` elements.
  func backward(
    _ query: UnsafePointer<Scalar>, _ key: UnsafePointer<Scalar>, _ value: UnsafePointer<Scalar>,
    _ gradient: UnsafePointer<Scalar>, _ dQuery: UnsafeMutablePointer<Scalar>,
    _ dKey: UnsafeMutablePointer<Scalar>, _ dValue: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    let (q, k, v, dOut) = (query + offset, key + offset, value + offset, gradient + offset)
    let (dQ, dK, dV) = (dQuery + offset, dKey + offset, dValue + offset)
    let n = Int64(cells)
    let w = Int64(width)
    let ld = Int64(columns)
    let epsilon = Self.epsilon
    let first = scratch
    let second = first + cells * width
    let a = second + cells * width
    let b = a + cells
    let c = b + cells
    let d = c + cells
    let dState = d + cells
    let vectors = dState + width * width

    // R = Q state; dg_i = dout_i · R_i with g = σ(Î) I; dR_i = g_i dout_i
    Scalar.multiply(
      transposeA: false, transposeB: false, m: cells, n: width, k: width, alpha: 1, q, columns,
      state.pointer, width, beta: 0, first, width)
    kernels.pairedRowDots(n, w, ld, dOut, w, first, a)
    kernels.multiply(n, gate, incoming, b)
    kernels.scaleRows(n, w, ld, dOut, b, w, first)
    // dstate = Qᵀ dR; dQ += dR stateᵀ
    Scalar.multiply(
      transposeA: true, transposeB: false, m: width, n: width, k: cells, alpha: 1, q, columns,
      first, width, beta: 0, dState, width)
    Scalar.multiply(
      transposeA: false, transposeB: true, m: cells, n: width, k: width, alpha: 1, first, width,
      state.pointer, width, beta: 1, dQ, columns)
    // b = dÎ_i = dg_i I_i σ(1 − σ);  a = dI_i = dg_i σ
    for cell in 0..<cells {
      let g = gate[cell]
      b[cell] = a[cell] * incoming[cell] * g * (1 - g)
      a[cell] *= g
    }

    // With p = cells · softmax(Ô): dK_j += (V_j p_j) dstateᵀ, T = K dstate, dV_j += p_j T_j, dp_j = V_j·T_j
    kernels.scale(n, Scalar(cells), shares, c)
    kernels.scaleRows(n, w, ld, v, c, w, second)
    Scalar.multiply(
      transposeA: false, transposeB: true, m: cells, n: width, k: width, alpha: 1, second, width,
      dState, width, beta: 1, dK, columns)
    Scalar.multiply(
      transposeA: false, transposeB: false, m: cells, n: width, k: width, alpha: 1, k, columns,
      dState, width, beta: 0, first, width)
    kernels.addScaledRows(n, w, w, first, c, ld, dV)
    kernels.pairedRowDots(n, w, ld, v, w, first, d)
    // c = dÔ through the softmax (cells · softmax) and then the clamp
    kernels.scale(n, Scalar(cells), d, d)
    c.update(repeating: 0, count: cells)
    kernels.softmaxBackward(1, n, shares, d, c)
    d.update(repeating: 0, count: cells)
    kernels.clampBackward(n, -1, 1, competition, c, d)

    // Ô_j = b_j · W, W = Σ Q_i I_i + ε: dK_j += dÔ_j W, dW = Σ dÔ_j b_j
    let dW = vectors
    let dU = vectors + width
    let dSumK = vectors + 2 * width
    let dSumQ = vectors + 3 * width
    kernels.addOuter(n, w, d, sumOfQueriesIn, ld, dK)
    shiftedColumnSums(k, d, shift: epsilon, dW)
    //   dQ_i += I_i dW, dI_i += Q_i · dW
    kernels.addOuter(n, w, incoming, dW, ld, dQ)
    dots(q, dW, shift: 0, d)
    kernels.axpy(n, 1, d, a)
    // Î_i = a_i · U, U = Σ K_j O_j + ε: dQ_i += dÎ_i U, dU = Σ dÎ_i a_i
    kernels.addOuter(n, w, b, sumOfKeysOut, ld, dQ)
    shiftedColumnSums(q, b, shift: epsilon, dU)
    //   dK_j += O_j dU, dO_j = K_j · dU
    kernels.addOuter(n, w, outgoing, dU, ld, dK)
    dots(k, dU, shift: 0, c)
    // I = 1/A, O = 1/B: dA_i = −I_i² dI_i, dB_j = −O_j² dO_j
    for cell in 0..<cells {
      a[cell] *= -incoming[cell] * incoming[cell]
      c[cell] *= -outgoing[cell] * outgoing[cell]
    }
    // A_i = a_i · (ΣK + ε): dQ_i += dA_i (ΣK + ε), dΣK = Σ dA_i a_i; B_j likewise
    kernels.addOuter(n, w, a, sumOfKeys, ld, dQ)
    kernels.addOuter(n, w, c, sumOfQueries, ld, dK)
    shiftedColumnSums(q, a, shift: epsilon, dSumK)
    shiftedColumnSums(k, c, shift: epsilon, dSumQ)
    a.update(repeating: 1, count: cells)
    kernels.addOuter(n, w, a, dSumK, ld, dK)
    kernels.addOuter(n, w, a, dSumQ, ld, dQ)
  }

  /// `out = Σ_r weights_r (x_r + shift)`
  private func shiftedColumnSums(
    _ x: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>, shift: Scalar,
    _ out: UnsafeMutablePointer<Scalar>
  ) {
    let start = shift * Scalar(kernels.sum(Int64(cells), weights))
    columnSums(x, weights, stride: columns, out, from: start)
  }
}
