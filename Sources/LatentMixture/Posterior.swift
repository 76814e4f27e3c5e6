import Autodiff

/// `q(z | cell) = N(μ, diag σ²)`: mean and log-variance are linear in the hidden state.
public struct Posterior<Scalar: Real> {
  let meanMap: Linear<Scalar>
  let logVarianceMap: Linear<Scalar>

  public init(_ scope: ParameterScope<Scalar>, from width: Int, to latent: Int) {
    meanMap = Linear(scope["mean"], from: width, to: latent)
    logVarianceMap = Linear(
      scope["log_variance"], from: width, to: latent, initial: .normal(deviation: 0.01))
  }

  /// `μ`, `[cells, latent]`: what inference uses; deterministic.
  public func mean(_ hidden: Variable<Scalar>) -> Variable<Scalar> { meanMap(hidden) }

  /// `log σ²`, held within ±5, `[cells, latent]`.
  public func logVariance(_ hidden: Variable<Scalar>) -> Variable<Scalar> {
    hidden.tape.clamp(logVarianceMap(hidden), -5, 5)
  }
}
