extension Tape {
  /// Softmax attention of each cell over a list of cells, with an additive bias for each edge and head:
  /// `out_i = Σ_e softmax_e(q_i·k_j / √w + b_e) v_j`.
  ///
  /// - Parameters:
  ///   - query: `[cells, heads × w]`, and so `key` and `value`.
  ///   - bias: `[edges, heads]`.
  /// - Returns: `[cells, heads × w]`. Complexity: O(edges × heads × w).
  public func neighbourhoodAttention(
    query: Variable<Scalar>, key: Variable<Scalar>, value: Variable<Scalar>,
    bias: Variable<Scalar>?, lists: AttentionLists, heads: Int
  ) -> Variable<Scalar> {
    requireSameShape("neighbourhoodAttention", query, key)
    requireSameShape("neighbourhoodAttention", query, value)
    let cells = query.rows
    let columns = query.columns
    precondition(
      lists.cells == cells && columns % heads == 0,
      "neighbourhoodAttention: lists of \(lists.cells) cells, query [\(cells), \(columns)], \(heads) heads"
    )
    if let bias {
      precondition(
        bias.rows == lists.edges && bias.columns == heads,
        "neighbourhoodAttention: bias [\(bias.rows), \(bias.columns)] for \(lists.edges) edges × \(heads) heads"
      )
    }
    let width = columns / heads
    let scale = 1 / Scalar(width).squareRoot()
    let out = workspace.uninitialized(cells, columns)
    let keepsWeights =
      isRecording && [query, key, value].contains(where: \.wantsGradient)
      || bias?.wantsGradient ?? false
    let weights = keepsWeights ? workspace.uninitialized(lists.edges, heads) : nil
    let longest = zip(lists.starts, lists.starts.dropFirst()).reduce(0) {
      max($0, Int($1.1 - $1.0))
    }
    // Scores and biases of one head of one list, each up to a whole vector.
    let scratch = workspace.uninitialized(workspace.loop.threads, 2 * (longest + 16))
    let perPiece = Workspace<Scalar>.rowsPerPiece(columns * 8)
    // Larger pieces than the backward pass: the more cells a piece has, the more of its rows are read again.
    let cellsPerPiece = Workspace<Scalar>.rowsPerPiece(columns * 2)
    workspace.loop.rows(cells, perPiece: cellsPerPiece) { range, worker in
      kernels.neighbourAttention(
        Int64(range.lowerBound), Int64(range.upperBound), Int64(heads), Int64(width),
        Int64(columns), scale, query.pointer, key.pointer, value.pointer, lists.starts,
        lists.neighbours, bias?.pointer, weights?.pointer,
        scratch.pointer + worker * scratch.columns, Int64(columns), out.pointer)
    }
    let inputs = [query, key, value] + (bias.map { [$0] } ?? [])
    return record(out, from: inputs) { [unowned self] gradient in
      guard let weights else { return }
      let dQuery = gradientToAdd(to: query) ?? workspace.filled(cells, columns, with: 0)
      let dKey = gradientToAdd(to: key) ?? workspace.filled(cells, columns, with: 0)
      let dValue = gradientToAdd(to: value) ?? workspace.filled(cells, columns, with: 0)
      let dScores = workspace.uninitialized(lists.edges, heads)
      workspace.loop.rows(cells, perPiece: perPiece) { range, _ in
        kernels.neighbourAttentionBackwardQueries(
          Int64(range.lowerBound), Int64(range.upperBound), Int64(heads), Int64(width),
          Int64(columns), scale, key.pointer, value.pointer, lists.starts, lists.neighbours,
          weights.pointer, Int64(columns), gradient.pointer, dScores.pointer, Int64(columns),
          dQuery.pointer)
      }
      workspace.loop.rows(cells, perPiece: perPiece) { range, _ in
        kernels.neighbourAttentionBackwardKeys(
          Int64(range.lowerBound), Int64(range.upperBound), Int64(heads), Int64(width),
          Int64(columns), scale, query.pointer, lists.reverseStarts, lists.reverseCells,
          lists.reverseEdges, weights.pointer, dScores.pointer, Int64(columns), gradient.pointer,
          Int64(columns), dKey.pointer, dValue.pointer)
      }
      if let bias { give(dScores, to: bias.place) }
    }
  }

  /// A learned function of distance, one for each head: linear between the knots of a table.
  ///
  /// - Parameters:
  ///   - table: its values at positions 0, 1, 2, …, `[knots, heads]`; at least two knots.
  ///   - positions: where each edge lies, in knots; held at the last knot beyond it.
  /// - Returns: `[edges, heads]`.
  public func interpolate(
    table: Variable<Scalar>, positions: Matrix<Scalar>
  ) -> Variable<Scalar> {
    let heads = table.columns
    let knots = table.rows
    precondition(knots >= 2, "interpolate: a table of \(knots) knots")
    let edges = positions.count
    let out = workspace.uninitialized(edges, heads)
    workspace.rows(edges, columns: heads) { range in
      kernels.interpolate(
        Int64(range.count), Int64(heads), Int64(knots), positions.pointer + range.lowerBound,
        table.pointer, out.pointer + range.lowerBound * heads)
    }
    return record(out, from: [table]) { [unowned self] gradient in
      guard let dTable = gradientToAdd(to: table) else { return }
      workspace.summing(
        rows: edges, columns: heads, width: knots * heads, into: dTable.pointer
      ) { range, _, partial in
        kernels.interpolateBackward(
          Int64(range.count), Int64(heads), Int64(knots), positions.pointer + range.lowerBound,
          gradient.pointer + range.lowerBound * heads, partial)
      }
    }
  }
}
