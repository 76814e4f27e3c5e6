/// Names the parameters of a layer: `scope["attention"]["query"].parameter("weight", …)` is
/// `attention.query.weight`.
public struct ParameterScope<Scalar: Real> {
  let store: ParameterStore<Scalar>
  let prefix: String

  /// The scope of a part.
  public subscript(_ part: String) -> ParameterScope {
    ParameterScope(store: store, prefix: prefix.isEmpty ? part : "\(prefix).\(part)")
  }

  /// The scope of the part with this number, as in `blocks.3`.
  public subscript(_ index: Int) -> ParameterScope { self[String(index)] }

  /// Declares a parameter.
  ///
  /// - Parameters:
  ///   - name: its own name, such as `weight`.
  ///   - shape: one length for a vector, else `[rows, columns]`.
  ///   - initial: how it begins.
  ///   - decays: whether weight decay applies; not to biases, norms, tables of embeddings.
  public func parameter(
    _ name: String, shape: [Int], initial: Initialization, decays: Bool
  ) -> Parameter<Scalar> {
    store.declare(
      name: self[name].prefix, shape: shape, initial: initial, decays: decays)
  }
}
