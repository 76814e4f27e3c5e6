import Autodiff

/// A graph network of two layers on z-scored expression, apart from the encoder: GraphSAGE with the mean over neighbours
/// (Hamilton, Ying & Leskovec 2017).
///
/// `h = gelu(z A + m̄(z B) + b)`, `k = gelu([h, m̄(h)] Wᵀ + c)`, `l = k Vᵀ + d`, with m̄ the mean over a cell's nearest
/// cells. The mean is linear, so that cells are projected first and no mean of expression is ever made.
public struct GraphHead<Scalar: Real> {
  public let categories: Int
  /// `A` and `B` side by side, `[genes, 2 width]`
  let first: Parameter<Scalar>
  /// `b`, `[width]`
  let bias: Parameter<Scalar>
  let second: Linear<Scalar>
  let last: Linear<Scalar>
  let dropout: Scalar

  /// The width of both layers.
  public static var width: Int { 128 }

  public init(_ scope: ParameterScope<Scalar>, genes: Int, categories: Int, dropout: Scalar) {
    self.categories = categories
    self.dropout = dropout
    first = scope.parameter(
      "first", shape: [genes, 2 * Self.width], initial: .glorotUniform, decays: true)
    bias = scope.parameter("bias", shape: [Self.width], initial: .zeros, decays: false)
    second = Linear(scope["second"], from: 2 * Self.width, to: Self.width)
    last = Linear(scope["last"], from: Self.width, to: categories)
  }

  /// The names of the parameters within the head's scope that have no row for each gene.
  public static var sharedNames: [String] {
    ["bias", "second.weight", "second.bias", "last.weight", "last.bias"]
  }

  /// The name of the parameter with a row for each gene.
  public static var geneName: String { "first" }

  /// `z [A, B]` in training, `[cells, 2 width]`.
  ///
  /// - Parameter z: z-scores, `[cells, genes]`.
  public func project(
    _ z: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let tape = z.tape
    return tape.matrixProduct(tape.dropout(z, rate: dropout, &stream), tape.parameter(first))
  }

  /// The same of sparse expression, nothing dropped: see `LinearHead.project`.
  public func project(
    _ expression: SparseMatrix<Scalar>, shift: SparseMatrix<Scalar>, gain: Scalar,
    on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    tape.projectScores(
      expression, shift: shift, gain: gain, weights: tape.constant(first.value))
  }

  /// - Parameters:
  ///   - projected: `[cells, 2 width]`.
  ///   - means: whose mean each cell takes, `[cells, cells]`, rows summing to 1.
  /// - Returns: logits, `[cells, categories]`.
  public func callAsFunction(
    _ projected: Variable<Scalar>, means: SparseMatrix<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let tape = projected.tape
    let width = Self.width
    let own = tape.columns(projected, 0..<width)
    let around = tape.sparseProduct(means, tape.columns(projected, width..<2 * width))
    let hidden = tape.dropout(firstLayer(own, around), rate: dropout, &stream)
    let both = tape.concatenateColumns([hidden, tape.sparseProduct(means, hidden)])
    return last(tape.dropout(tape.gelu(second(both)), rate: dropout, &stream))
  }

  /// The logits of all cells of a section, a block of cells at a time: beside them there are two matrices
  /// `[cells, width]`. Nothing is recorded and nothing dropped.
  ///
  /// - Parameters:
  ///   - project: of a run of cells what `project` makes, `[cells, 2 width]`.
  ///   - means: whose mean each of a run of cells takes, of all cells, rows summing to 1.
  /// - Returns: `[cells, categories]`, the same as of all cells at once but for rounding.
  public func logits(
    cells: Int, blockRows: Int, on tape: Tape<Scalar>, project: (Range<Int>) -> Variable<Scalar>,
    means: (Range<Int>) -> SparseMatrix<Scalar>
  ) -> Variable<Scalar> {
    let width = Self.width
    let around = tape.workspace.uninitialized(cells, width)
    // z A first, then h in its place, since a cell's h reads no other cell's z A.
    let own = tape.assembleRows(cells, columns: width, blockRows: blockRows) { range in
      let projected = project(range)
      let part = tape.columns(projected, width..<2 * width).value
      (around.pointer + range.lowerBound * width).update(from: part.pointer, count: part.count)
      return tape.columns(projected, 0..<width)
    }
    tape.overwriteRows(of: own.value, blockRows: blockRows) { range, rows in
      firstLayer(rows, tape.sparseProduct(means(range), tape.constant(around)))
    }
    return tape.assembleRows(cells, columns: categories, blockRows: blockRows) { range in
      let both = tape.concatenateColumns([
        tape.rows(own, range), tape.sparseProduct(means(range), own),
      ])
      return last(tape.gelu(second(both)))
    }
  }

  /// `gelu(z A + m̄(z B) + b)`
  private func firstLayer(
    _ own: Variable<Scalar>, _ around: Variable<Scalar>
  ) -> Variable<Scalar> {
    let tape = own.tape
    return tape.gelu(tape.addToRows(tape.add(own, around), tape.parameter(bias)))
  }
}
