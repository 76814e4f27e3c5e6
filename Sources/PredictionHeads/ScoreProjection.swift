import Autodiff

extension Tape {
  /// `z W` of z-scores that are never made: `(x/s − m/s) W`, `[cells, columns]`.
  ///
  /// A gene that was not measured adds nothing, as if it were at its mean.
  ///
  /// - Parameters:
  ///   - expression: `a x/s`, `[cells, genes]`.
  ///   - shift: `a m/s` of the measured genes, `[1, genes]`.
  ///   - gain: `a`.
  ///   - weights: `W`, `[genes, columns]`.
  func projectScores(
    _ expression: SparseMatrix<Scalar>, shift: SparseMatrix<Scalar>, gain: Scalar,
    weights: Variable<Scalar>
  ) -> Variable<Scalar> {
    let raw = addToRows(
      sparseProduct(expression, weights), scale(sparseProduct(shift, weights), by: -1))
    return scale(raw, by: 1 / gain)
  }
}
