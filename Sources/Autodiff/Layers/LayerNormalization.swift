/// `(x − mean) / √(variance + ε) · γ + β` over each row (Ba et al. 2016).
public struct LayerNormalization<Scalar: Real> {
  public let gamma: Parameter<Scalar>
  public let beta: Parameter<Scalar>
  public let epsilon: Scalar

  public init(_ scope: ParameterScope<Scalar>, width: Int, epsilon: Scalar = Scalar(1e-5)) {
    gamma = scope.parameter("weight", shape: [width], initial: .ones, decays: false)
    beta = scope.parameter("bias", shape: [width], initial: .zeros, decays: false)
    self.epsilon = epsilon
  }

  public func callAsFunction(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.tape.layerNorm(
      x, gamma: x.tape.parameter(gamma), beta: x.tape.parameter(beta), epsilon: epsilon)
  }
}
