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
    let out = linearMap(x, weight, bias, plus: nil, then: nil, into: nil)
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

  /// `f(x Wᵀ + b + r)`, as `linear` and the operations that follow it.
  ///
  /// Where nothing is recorded, all of it happens in one loop over pieces of the result; a loop for each would cost a
  /// pass over memory and the waking of threads.
  ///
  /// - Parameters:
  ///   - residual: r, `[rows, out]`.
  ///   - activation: f; nil for none.
  ///   - target: where the result is written, `[rows, out]`, where nothing is recorded; nil for memory of its own.
  public func linear(
    _ x: Variable<Scalar>, weight: Variable<Scalar>, bias: Variable<Scalar>?,
    plus residual: Variable<Scalar>?, then activation: Activation?,
    into target: Matrix<Scalar>? = nil
  ) -> Variable<Scalar> {
    if isRecording {
      precondition(
        target == nil, "linear: a place for the result of a tape that records")
      let product = linear(x, weight: weight, bias: bias)
      let sum = residual.map { add($0, product) } ?? product
      return switch activation {
      case .gelu: gelu(sum)
      case .sigmoid: sigmoid(sum)
      case nil: sum
      }
    }
    return constant(linearMap(x, weight, bias, plus: residual, then: activation, into: target))
  }

  private func linearMap(
    _ x: Variable<Scalar>, _ weight: Variable<Scalar>, _ bias: Variable<Scalar>?,
    plus residual: Variable<Scalar>?, then activation: Activation?, into target: Matrix<Scalar>?
  ) -> Matrix<Scalar> {
    let (rows, inputs, outputs) = (x.rows, x.columns, weight.rows)
    precondition(
      inputs == weight.columns,
      "linear: x [\(rows), \(inputs)] and weight [\(weight.rows), \(weight.columns)]")
    if let bias {
      precondition(
        bias.value.count == outputs, "linear: bias of \(bias.value.count) for \(outputs) outputs")
    }
    if let residual {
      precondition(
        residual.rows == rows && residual.columns == outputs,
        "linear: residual [\(residual.rows), \(residual.columns)] to [\(rows), \(outputs)]")
    }
    if let target {
      precondition(
        target.rows == rows && target.columns == outputs,
        "linear: [\(rows), \(outputs)] into [\(target.rows), \(target.columns)]")
    }
    let out = target ?? workspace.uninitialized(rows, outputs)
    let isAdded = bias != nil || residual != nil
    workspace.multiply(
      transposeB: true, m: rows, n: outputs, k: inputs, x.pointer, max(1, inputs), weight.pointer,
      max(1, inputs), beta: isAdded ? 1 : 0, out.pointer, max(1, outputs),
      prepare: { range in
        if isAdded { write(bias, residual, to: out, range) }
      },
      finish: { range in
        apply(
          activation, to: out.pointer + range.lowerBound * outputs, Int64(range.count * outputs))
      })
    return out
  }

  /// `f(y + r)` in the place of `y`, where a product was made by other means.
  func complete(
    _ product: Matrix<Scalar>, plus residual: Variable<Scalar>?, then activation: Activation?
  ) -> Variable<Scalar> {
    if residual != nil || activation != nil {
      workspace.elements(product.count) { start, count in
        let place = product.pointer + start
        if let residual { kernels.axpy(count, 1, residual.pointer + start, place) }
        apply(activation, to: place, count)
      }
    }
    return constant(product)
  }

  private func apply(
    _ activation: Activation?, to place: UnsafeMutablePointer<Scalar>, _ count: Int64
  ) {
    switch activation {
    case .gelu: kernels.gelu(count, place, place)
    case .sigmoid: kernels.sigmoid(count, place, place)
    case nil: break
    }
  }

  /// Rows of `r + b`, either of which may be missing.
  private func write(
    _ bias: Variable<Scalar>?, _ residual: Variable<Scalar>?, to out: Matrix<Scalar>,
    _ rows: Range<Int>
  ) {
    let columns = out.columns
    let place = out.pointer + rows.lowerBound * columns
    if let residual {
      let source = residual.pointer + rows.lowerBound * columns
      if let bias {
        kernels.addBias(Int64(rows.count), Int64(columns), source, bias.pointer, place)
      } else {
        place.update(from: source, count: rows.count * columns)
      }
    } else if let bias {
      for row in 0..<rows.count {
        (place + row * columns).update(from: bias.pointer, count: columns)
      }
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

/// What a linear map may be followed by in the same pass.
public enum Activation: Sendable {
  /// `x Φ(x)`, exactly.
  case gelu
  /// `1 / (1 + exp(−x))`.
  case sigmoid
}
