import Autodiff

/// From what is known of a cell to the logits of its categories, for one label key.
///
/// Reads the hidden state, which has looked around, beside the cell's own token, which has not: so that
/// the head can learn when to look around. Neighbour averages hurt cell types and help regions.
public struct LabelHead<Scalar: Real> {
  /// How many categories there are.
  public let categories: Int
  let norm: LayerNormalization<Scalar>
  let feedForward: FeedForward<Scalar>
  let dropout: Scalar

  public init(
    _ scope: ParameterScope<Scalar>, inputs: Int, inner: Int, categories: Int, dropout: Scalar
  ) {
    self.categories = categories
    self.dropout = dropout
    norm = LayerNormalization(scope["norm"], width: inputs)
    feedForward = FeedForward(scope["feed_forward"], width: inputs, inner: inner, to: categories)
  }

  /// - Parameter features: `[cells, inputs]`.
  /// - Returns: logits, `[cells, categories]`.
  public func callAsFunction(
    _ features: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let tape = features.tape
    let kept = tape.dropout(norm(features), rate: dropout, &stream)
    return feedForward(kept, dropout: dropout, &stream)
  }
}
