/// `y = x Wᵀ + b`: `[rows, in]` → `[rows, out]`; W is stored `[out, in]`, as Hugging Face models do.
public struct Linear<Scalar: Real> {
  public let weight: Parameter<Scalar>
  public let bias: Parameter<Scalar>?

  public init(
    _ scope: ParameterScope<Scalar>, from inputs: Int, to outputs: Int, hasBias: Bool = true,
    initial: Initialization = .glorotUniform
  ) {
    weight = scope.parameter("weight", shape: [outputs, inputs], initial: initial, decays: true)
    bias = hasBias ? scope.parameter("bias", shape: [outputs], initial: .zeros, decays: false) : nil
  }

  public func callAsFunction(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.tape.linear(x, weight: x.tape.parameter(weight), bias: bias.map { x.tape.parameter($0) })
  }

  /// `f(x Wᵀ + b + r)`, in one pass where nothing is recorded.
  ///
  /// - Parameters:
  ///   - residual: r, `[rows, out]`.
  ///   - activation: f; nil for none.
  ///   - target: where the result is written, where nothing is recorded; nil for memory of its own.
  @discardableResult
  public func callAsFunction(
    _ x: Variable<Scalar>, plus residual: Variable<Scalar>? = nil, then activation: Activation?,
    into target: Matrix<Scalar>? = nil
  ) -> Variable<Scalar> {
    x.tape.linear(
      x, weight: x.tape.parameter(weight), bias: bias.map { x.tape.parameter($0) }, plus: residual,
      then: activation, into: target)
  }
}
