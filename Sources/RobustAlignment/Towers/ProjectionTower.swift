import Autodiff

/// From what is known of a cell to a unit vector that texts are compared with: LayerNorm, a perceptron, length 1.
public struct ProjectionTower<Scalar: Real> {
  let norm: LayerNormalization<Scalar>
  let feedForward: FeedForward<Scalar>
  let dropout: Scalar

  public init(
    _ scope: ParameterScope<Scalar>, inputs: Int, inner: Int, outputs: Int, dropout: Scalar
  ) {
    norm = LayerNormalization(scope["norm"], width: inputs)
    feedForward = FeedForward(scope["feed_forward"], width: inputs, inner: inner, to: outputs)
    self.dropout = dropout
  }

  /// - Parameter features: `[cells, inputs]`.
  /// - Returns: unit vectors, `[cells, outputs]`.
  public func callAsFunction(
    _ features: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let tape = features.tape
    let kept = tape.dropout(norm(features), rate: dropout, &stream)
    return tape.normalizeRows(feedForward(kept, dropout: dropout, &stream))
  }
}
