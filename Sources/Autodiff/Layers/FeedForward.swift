/// `W₂ GELU(W₁ x + b₁) + b₂`: `[rows, width]` → inner width → `[rows, out]`.
public struct FeedForward<Scalar: Real> {
  public let first: Linear<Scalar>
  public let second: Linear<Scalar>

  public init(_ scope: ParameterScope<Scalar>, width: Int, inner: Int, to outputs: Int) {
    first = Linear(scope["first"], from: width, to: inner)
    second = Linear(scope["second"], from: inner, to: outputs)
  }

  /// - Parameters:
  ///   - dropout: the share of inner units dropped in training.
  ///   - residual: added to the result, `[rows, out]`.
  ///   - target: where the result is written, where nothing is recorded; nil for memory of its own.
  @discardableResult
  public func callAsFunction(
    _ x: Variable<Scalar>, dropout: Scalar = 0, plus residual: Variable<Scalar>? = nil,
    into target: Matrix<Scalar>? = nil, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let inner = x.tape.dropout(first(x, then: .gelu), rate: dropout, &stream)
    return second(inner, plus: residual, then: nil, into: target)
  }
}
