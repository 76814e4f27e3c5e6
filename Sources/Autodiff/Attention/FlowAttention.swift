extension Tape {
  /// Flow attention (Wu et al. 2022, "Flowformer"), linear in the number of cells.
  ///
  /// With `a_i = Q_i + ε`, `b_j = K_j + ε` for each head (all sums over cells):
  /// ```
  /// I_i = 1 / (a_i · (ΣK + ε))         O_j = 1 / (b_j · (ΣQ + ε))
  /// Î_i = a_i · (Σ_j K_j O_j + ε)      Ô_j = clamp(b_j · (Σ_i Q_i I_i + ε), −1, 1)
  /// out_i = σ(Î_i) · (Q_i I_i) · Σ_j K_jᵀ (V_j · cells · softmax_j(Ô)_j)
  /// ```
  /// - Parameters:
  ///   - query: `[cells, heads × w]`, positive: a sigmoid has been applied; so has it to `key`.
  ///   - value: `[cells, heads × w]`.
  /// - Returns: `[cells, heads × w]`. Complexity: O(cells × heads × w²).
  public func flowAttention(
    query: Variable<Scalar>, key: Variable<Scalar>, value: Variable<Scalar>, heads: Int
  ) -> Variable<Scalar> {
    requireSameShape("flowAttention", query, key)
    requireSameShape("flowAttention", query, value)
    let cells = query.rows
    let columns = query.columns
    precondition(
      columns % heads == 0, "flowAttention: query [\(cells), \(columns)], \(heads) heads")
    let out = workspace.uninitialized(cells, columns)
    if cells == 0 || columns == 0 { return constant(out) }
    let flows = (0..<heads).map {
      FlowHead(workspace, cells: cells, columns: columns, heads: heads, head: $0)
    }
    let scratch = workspace.uninitialized(workspace.loop.threads, cells * flows[0].width)
    workspace.loop(pieces: heads) { head, worker in
      flows[head].forward(
        query.pointer, key.pointer, value.pointer, out.pointer,
        scratch: scratch.pointer + worker * scratch.columns)
    }
    return record(out, from: [query, key, value]) { [unowned self] gradient in
      let dQuery = gradientToAdd(to: query) ?? workspace.filled(cells, columns, with: 0)
      let dKey = gradientToAdd(to: key) ?? workspace.filled(cells, columns, with: 0)
      let dValue = gradientToAdd(to: value) ?? workspace.filled(cells, columns, with: 0)
      let scratch = workspace.uninitialized(
        workspace.loop.threads,
        FlowHead<Scalar>.backwardScratch(cells: cells, width: columns / heads))
      workspace.loop(pieces: heads) { head, worker in
        flows[head].backward(
          query.pointer, key.pointer, value.pointer, gradient.pointer, dQuery.pointer, dKey.pointer,
          dValue.pointer, scratch: scratch.pointer + worker * scratch.columns)
      }
    }
  }
}
