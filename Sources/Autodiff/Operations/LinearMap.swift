extension Tape {
  /// `y = x Wᵀ + b`: `[rows, in]`, W `[out, in]`, b `[out]` → `[rows, out]`.
  public func linear(
    _ x: Variable<Scalar>, weight: Variable<Scalar>, bias: Variable<Scalar>?
  ) -> Variable<Scalar> {
    precondition(
      x.columns == weight.columns,
      "linear: x [\(x.rows), \(x.columns)] and weight [\(weight.rows), \(weight.columns)]")
    let rows = x.rows
    let inputs = x.columns
    let outputs = weight.rows
    let out = workspace.uninitialized(rows, outputs)
    workspace.multiply(
      transposeB: true, m: rows, n: outputs, k: inputs, x.pointer, max(1, inputs), weight.pointer,
      max(1, inputs), beta: 0, out.pointer, max(1, outputs))
    if let bias {
      precondition(
        bias.value.count == outputs, "linear: bias of \(bias.value.count) for \(outputs) outputs")
      workspace.rows(rows, columns: outputs) { range in
        let place = out.pointer + range.lowerBound * outputs
        kernels.addBias(Int64(range.count), Int64(outputs), place, bias.pointer, place)
      }
    }
    let variables = bias.map { [x, weight, $0] } ?? [x, weight]
    let biasPlace = bias?.place
    return record(out, from: variables) { [unowned self] gradient in
      // dx = dy W, dW = dyᵀ x, db = Σ_rows dy
      if let dx = gradientSum(at: x.place) {
        workspace.multiply(
          m: rows, n: inputs, k: outputs, gradient.pointer, max(1, outputs), weight.pointer,
          max(1, inputs), beta: dx.isFresh ? 0 : 1, dx.pointer, max(1, inputs))
      }
      if let dWeight = gradientToAdd(to: weight) {
        workspace.multiply(
          transposeA: true, m: outputs, n: inputs, k: rows, gradient.pointer, max(1, outputs),
          x.pointer, max(1, inputs), beta: 1, dWeight.pointer, max(1, inputs))
      }
      if let biasPlace { addColumnSums(of: gradient, to: biasPlace) }
    }
  }

  /// `[m, k] × [k, n] → [m, n]`.
  public func matrixProduct(_ a: Variable<Scalar>, _ b: Variable<Scalar>) -> Variable<Scalar> {
    precondition(
      a.columns == b.rows,
      "matrixProduct: [\(a.rows), \(a.columns)] × [\(b.rows), \(b.columns)]")
    let (m, n, k) = (a.rows, b.columns, a.columns)
    let out = workspace.uninitialized(m, n)
    workspace.multiply(
      m: m, n: n, k: k, a.pointer, max(1, k), b.pointer, max(1, n), beta: 0, out.pointer, max(1, n))
    return record(out, from: [a, b]) { [unowned self] gradient in
      if let da = gradientSum(at: a.place) {
        workspace.multiply(
          transposeB: true, m: m, n: k, k: n, gradient.pointer, max(1, n), b.pointer, max(1, n),
          beta: da.isFresh ? 0 : 1, da.pointer, max(1, k))
      }
      if let db = gradientSum(at: b.place) {
        workspace.multiply(
          transposeA: true, m: k, n: n, k: m, a.pointer, max(1, k), gradient.pointer, max(1, n),
          beta: db.isFresh ? 0 : 1, db.pointer, max(1, n))
      }
    }
  }

  /// `S D`: sparse `[rows, inner]` × dense `[inner, width]` → `[rows, width]`. S is a constant.
  public func sparseProduct(
    _ sparse: SparseMatrix<Scalar>, _ dense: Variable<Scalar>
  ) -> Variable<Scalar> {
    precondition(
      sparse.columns == dense.rows,
      "sparseProduct: [\(sparse.rows), \(sparse.columns)] × [\(dense.rows), \(dense.columns)]")
    let out = workspace.uninitialized(sparse.rows, dense.columns)
    workspace.sparseTimesDense(
      sparse.entries, dense.value,
      GradientSum(matrix: out, isFresh: true))
    let place = dense.place
    return record(out, from: [dense]) { [unowned self] gradient in
      // dD = Sᵀ dy, gathered row by row of D through the transpose of S.
      guard let dDense = gradientSum(at: place) else { return }
      guard let transposed = sparse.transposed else {
        preconditionFailure(
          "sparseProduct: made without its transpose, yet a gradient is asked for")
      }
      workspace.sparseTimesDense(
        transposed, gradient, dDense)
    }
  }

  /// Adds the column sums of a gradient to the gradient of a vector, in a fixed order.
  func addColumnSums(of gradient: Matrix<Scalar>, to vector: GradientPlace) {
    guard let target = gradientToAdd(to: vector) else { return }
    let columns = gradient.columns
    workspace.summing(
      rows: gradient.rows, columns: columns, width: columns, into: target.pointer
    ) { range, _, partial in
      kernels.weightedColumnSums(
        Int64(range.count), Int64(columns), Int64(columns),
        gradient.pointer + range.lowerBound * columns, nil, partial)
    }
  }
}
