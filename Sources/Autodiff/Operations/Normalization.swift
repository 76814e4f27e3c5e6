extension Tape {
  /// LayerNorm (Ba et al. 2016): `(x − mean) / √(variance + ε) · γ + β` over each row.
  public func layerNorm(
    _ x: Variable<Scalar>, gamma: Variable<Scalar>, beta: Variable<Scalar>, epsilon: Scalar
  ) -> Variable<Scalar> {
    let columns = x.columns
    precondition(
      columns > 0 && gamma.value.count == columns && beta.value.count == columns,
      "layerNorm: [\(x.rows), \(columns)] with \(gamma.value.count) γ and \(beta.value.count) β")
    let out = workspace.uninitialized(x.rows, columns)
    let mean = workspace.uninitialized(x.rows, 1)
    let inverseDeviation = workspace.uninitialized(x.rows, 1)
    workspace.rows(x.rows, columns: columns) { range in
      let start = range.lowerBound * columns
      kernels.layerNorm(
        Int64(range.count), Int64(columns), epsilon, x.pointer + start, gamma.pointer, beta.pointer,
        out.pointer + start, mean.pointer + range.lowerBound,
        inverseDeviation.pointer + range.lowerBound)
    }
    return record(out, from: [x, gamma, beta]) { [unowned self] gradient in
      let dx = gradientSum(at: x.place) ?? unwantedSum(x.place)
      let sums = workspace.filled(1, 2 * columns, with: 0)
      workspace.summing(
        rows: x.rows, columns: columns, width: 2 * columns, into: sums.pointer
      ) { range, _, partial in
        let start = range.lowerBound * columns
        dx.clear(start, range.count * columns)
        kernels.layerNormBackward(
          Int64(range.count), Int64(columns), x.pointer + start, gamma.pointer,
          mean.pointer + range.lowerBound, inverseDeviation.pointer + range.lowerBound,
          gradient.pointer + start, dx.pointer + start, partial, partial + columns)
      }
      for (variable, offset) in [(gamma, 0), (beta, columns)] {
        guard let target = gradientToAdd(to: variable) else { continue }
        kernels.axpy(Int64(columns), 1, sums.pointer + offset, target.pointer)
      }
    }
  }

  /// Each row divided by its length, `√(Σ x² + ε)`.
  public func normalizeRows(_ x: Variable<Scalar>, epsilon: Scalar = 1e-12) -> Variable<Scalar> {
    let columns = x.columns
    let out = workspace.uninitialized(x.rows, columns)
    let norm = workspace.uninitialized(x.rows, 1)
    workspace.rows(x.rows, columns: columns) { range in
      let start = range.lowerBound * columns
      kernels.normalizeRows(
        Int64(range.count), Int64(columns), epsilon, x.pointer + start, out.pointer + start,
        norm.pointer + range.lowerBound)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientSum(at: place) else { return }
      workspace.rows(place.rows, columns: columns) { range in
        let start = range.lowerBound * columns
        dx.clear(start, range.count * columns)
        kernels.normalizeRowsBackward(
          Int64(range.count), Int64(columns), out.pointer + start, norm.pointer + range.lowerBound,
          gradient.pointer + start, dx.pointer + start)
      }
    }
  }

  /// The softmax of each row.
  public func softmax(_ x: Variable<Scalar>) -> Variable<Scalar> {
    let columns = x.columns
    let out = workspace.uninitialized(x.rows, columns)
    workspace.rows(x.rows, columns: columns) { range in
      let start = range.lowerBound * columns
      kernels.softmax(
        Int64(range.count), Int64(columns), x.pointer + start, out.pointer + start, nil)
    }
    let place = x.place
    return record(out, from: [x]) { [unowned self] gradient in
      guard let dx = gradientSum(at: place) else { return }
      workspace.rows(place.rows, columns: columns) { range in
        let start = range.lowerBound * columns
        dx.clear(start, range.count * columns)
        kernels.softmaxBackward(
          Int64(range.count), Int64(columns), out.pointer + start, gradient.pointer + start,
          dx.pointer + start)
      }
    }
  }
}
