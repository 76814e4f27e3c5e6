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

  public func callAsFunction(_ x: Variable<Scalar>) -> Variable<Scalar> { self(x, then: nil) }

  /// Some of the outputs, `[rows, outputs.count]`.
  public func callAsFunction(_ x: Variable<Scalar>, outputs: Range<Int>) -> Variable<Scalar> {
    let tape = x.tape
    return tape.linear(
      x, weight: tape.rows(tape.parameter(weight), outputs),
      bias: bias.map { tape.columns(tape.parameter($0), outputs) })
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
    let tape = x.tape
    if let product = tape.workspace.brainFloatProducts?.product(
      x.value, weight: weight.value, bias: bias?.value, into: target, in: tape.workspace)
    {
      return tape.complete(product, plus: residual, then: activation)
    }
    return tape.linear(
      x, weight: tape.parameter(weight), bias: bias.map { tape.parameter($0) }, plus: residual,
      then: activation, into: target)
  }
}
