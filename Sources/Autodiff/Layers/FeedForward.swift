/// `W₂ GELU(W₁ x + b₁) + b₂`: `[rows, width]` → inner width → `[rows, out]`.
public struct FeedForward<Scalar: Real> {
  public let first: Linear<Scalar>
  public let second: Linear<Scalar>

  public init(_ scope: ParameterScope<Scalar>, width: Int, inner: Int, to outputs: Int) {
    first = Linear(scope["first"], from: width, to: inner)
    second = Linear(scope["second"], from: inner, to: outputs)
  }

  /// - Parameter dropout: the share of inner units dropped in training.
  public func callAsFunction(
    _ x: Variable<Scalar>, dropout: Scalar = 0, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    second(x.tape.dropout(x.tape.gelu(first(x)), rate: dropout, &stream))
  }
}
