import Autodiff

/// From the vectors of a region's cells to one unit vector: their mean under attention, a linear map, length 1.
///
/// `a = softmax(q · x_i)`, `u = W Σ a_i x_i / ‖·‖`, with one learned query `q` for all regions (Ilse et al. 2018,
/// attention pooling, without its gate).
public struct PoolingTower<Scalar: Real> {
  let query: Parameter<Scalar>
  let map: Linear<Scalar>
  let cells: Int
  let dropout: Scalar

  /// - Parameter cells: how many cells every region has.
  public init(
    _ scope: ParameterScope<Scalar>, inputs: Int, cells: Int, outputs: Int, dropout: Scalar
  ) {
    // From 0 the pooling begins as the plain mean.
    query = scope.parameter("query", shape: [1, inputs], initial: .zeros, decays: false)
    map = Linear(scope["map"], from: inputs, to: outputs)
    self.cells = cells
    self.dropout = dropout
  }

  /// - Parameter features: `[regions × cells, inputs]`, a region's cells one below the other.
  /// - Returns: unit vectors, `[regions, outputs]`.
  public func callAsFunction(
    _ features: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    precondition(
      features.rows % cells == 0, "PoolingTower: \(features.rows) cells in regions of \(cells)")
    let tape = features.tape
    let query = tape.parameter(query)
    let pooled = (0..<features.rows / cells).map { region in
      let own = tape.rows(features, region * cells..<(region + 1) * cells)
      let attention = tape.softmax(tape.linear(query, weight: own, bias: nil))
      return tape.matrixProduct(attention, own)
    }
    let kept = tape.dropout(tape.concatenateRows(pooled), rate: dropout, &stream)
    return tape.normalizeRows(map(kept))
  }
}
