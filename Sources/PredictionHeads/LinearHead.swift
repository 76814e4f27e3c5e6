import Autodiff

/// Multinomial logistic regression on z-scored expression, of a cell itself and of means around it (*views*).
///
/// `l_i = b + Σ_v Σ_g z̄^v_ig W^v_g` over the genes `g` that the section measured; a gene that it did not
/// measure adds nothing, as if it were at its mean. The mean of a view is linear, so that cells are
/// projected first, `P_i = Σ_g z_ig W_g`, and the projections are averaged: no mean of expression is ever made.
public struct LinearHead<Scalar: Real> {
  public let categories: Int
  public let views: Int
  /// `[genes, views × categories]`
  let weight: Parameter<Scalar>
  /// `[categories]`
  let bias: Parameter<Scalar>

  public init(_ scope: ParameterScope<Scalar>, genes: Int, views: Int, categories: Int) {
    self.categories = categories
    self.views = views
    weight = scope.parameter(
      "weight", shape: [genes, views * categories], initial: .zeros, decays: false)
    bias = scope.parameter("bias", shape: [categories], initial: .zeros, decays: false)
  }

  /// How many genes there are weights for.
  public var genes: Int { weight.rows }

  /// Overwrites the parameters.
  ///
  /// - Parameters:
  ///   - weights: `[genes, views × categories]`, row after row.
  ///   - intercepts: `[categories]`.
  public func assign(weights: [Scalar], intercepts: [Scalar]) {
    weight.assign(weights)
    bias.assign(intercepts)
  }

  /// The genes that have a weight other than 0, ascending.
  public var askedGenes: [Int32] {
    let (weights, width) = (weight.value.elements, weight.columns)
    return (0..<genes).filter { gene in
      weights[gene * width..<(gene + 1) * width].contains { $0 != 0 }
    }.map { Int32($0) }
  }

  /// `b`, `[categories]`.
  public var intercepts: [Scalar] { bias.value.elements }

  /// `P`, `[cells, views × categories]`, without the intercepts.
  ///
  /// - Parameters:
  ///   - expression: `a x/s`, `[cells, genes]`.
  ///   - shift: `a m/s` of the measured genes, `[1, genes]`.
  ///   - gain: `a`.
  public func project(
    _ expression: SparseMatrix<Scalar>, shift: SparseMatrix<Scalar>, gain: Scalar,
    on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    tape.projectScores(
      expression, shift: shift, gain: gain, weights: tape.constant(weight.value))
  }
}
