import Autodiff

/// `p(z) = Σ_k π_k N(m_k, diag s_k²)`, all of it learned.
public struct MixturePrior<Scalar: Real> {
  public let components: Int
  public let latent: Int
  /// `m_k`, `[components, latent]`.
  public let means: Parameter<Scalar>
  /// `log s_k²`, `[components, latent]`.
  public let logVariances: Parameter<Scalar>
  /// `π = softmax`, `[components]`.
  public let logits: Parameter<Scalar>

  public init(_ scope: ParameterScope<Scalar>, components: Int, latent: Int) {
    self.components = components
    self.latent = latent
    means = scope.parameter(
      "means", shape: [components, latent], initial: .normal(deviation: 1), decays: false)
    logVariances = scope.parameter(
      "log_variances", shape: [components, latent], initial: .zeros, decays: false)
    logits = scope.parameter("logits", shape: [components], initial: .zeros, decays: false)
  }

  /// The variational bound on the divergence of each cell's posterior from this prior.
  public func divergence(
    mean: Variable<Scalar>, logVariance: Variable<Scalar>
  ) -> MixtureDivergence<Scalar> {
    let tape = mean.tape
    return tape.mixtureDivergence(
      mean: mean, logVariance: logVariance, componentMeans: tape.parameter(means),
      componentLogVariances: tape.parameter(logVariances), componentLogits: tape.parameter(logits))
  }
}
