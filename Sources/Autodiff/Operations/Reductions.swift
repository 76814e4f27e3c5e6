extension Tape {
  /// `Σ w_i x_i` over all elements, 1 × 1; `weights` is a constant of the shape of `x`, or all 1.
  public func weightedSum(_ x: Variable<Scalar>, weights: Matrix<Scalar>? = nil) -> Variable<Scalar>
  {
    if let weights {
      precondition(
        weights.count == x.value.count,
        "weightedSum: \(weights.count) weights for [\(x.rows), \(x.columns)]")
    }
    let count = Int64(x.value.count)
    let out = workspace.uninitialized(1, 1)
    out.pointer[0] = Scalar(
      weights.map { kernels.dot(count, x.pointer, $0.pointer) } ?? kernels.sum(count, x.pointer))
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientToAdd(to: x) else { return }
      if let weights {
        kernels.axpy(count, gradient.pointer[0], weights.pointer, dx.pointer)
      } else {
        let ones = workspace.filled(x.rows, x.columns, with: 1)
        kernels.axpy(count, gradient.pointer[0], ones.pointer, dx.pointer)
      }
    }
  }

  /// `Σ a_t x_t` of scalars (1 × 1), such as the parts of a loss.
  public func combine(_ terms: [(Scalar, Variable<Scalar>)]) -> Variable<Scalar> {
    let out = workspace.filled(1, 1, with: 0)
    for (factor, term) in terms {
      precondition(term.value.count == 1, "combine: a term is [\(term.rows), \(term.columns)]")
      out.pointer[0] += factor * term.pointer[0]
    }
    return record(out, from: terms.map(\.1)) { [unowned self] gradient in
      for (factor, term) in terms { addGradient(gradient, to: term.place, scale: factor) }
    }
  }
}
