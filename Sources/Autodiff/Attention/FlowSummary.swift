/// What flow attention knows of all cells together, for each of its heads: some thousand numbers, however many cells there
/// are.
///
/// Flow attention in two steps, where nothing is recorded: heads can be summarised a few at a time, and outputs made a block
/// of cells at a time, so that queries, keys and values of all heads are never in memory together.
public struct FlowSummary<Scalar: Real> {
  fileprivate let heads: [FlowTotals<Scalar>]

  /// The heads of several summaries, one after another.
  public init(joining parts: [FlowSummary]) { heads = parts.flatMap(\.heads) }

  fileprivate init(heads: [FlowTotals<Scalar>]) { self.heads = heads }
}

extension Tape {
  /// What outputs of flow attention are made of; see `flowAttention(query:key:value:heads:)`. Nothing may be recorded.
  ///
  /// - Parameters:
  ///   - query: `[cells, heads × w]`, positive, and so `key`.
  ///   - value: `[cells, heads × w]`; its content is undefined afterwards.
  /// - Complexity: O(cells × heads × w²).
  public func flowSummary(
    query: Variable<Scalar>, key: Variable<Scalar>, overwriting value: Variable<Scalar>, heads: Int
  ) -> FlowSummary<Scalar> {
    precondition(!isRecording, "flowSummary: the tape records")
    requireSameShape("flowSummary", query, key)
    requireSameShape("flowSummary", query, value)
    let (cells, columns) = (query.rows, query.columns)
    precondition(
      columns % heads == 0, "flowSummary: query [\(cells), \(columns)], \(heads) heads")
    let flows = (0..<heads).map {
      FlowHead(workspace, cells: cells, columns: columns, heads: heads, head: $0)
    }
    workspace.loop(pieces: heads) { head, _ in
      flows[head].summarize(
        query.pointer, key.pointer, value.pointer,
        scaled: value.pointer + head * flows[head].width, stride: columns)
    }
    return FlowSummary(heads: flows.map(\.totals))
  }

  /// Flow attention of some cells over all cells that were summarised. Nothing may be recorded.
  ///
  /// - Parameter query: `[rows, heads × w]`, positive.
  /// - Returns: `[rows, heads × w]`. Complexity: O(rows × heads × w²).
  public func flowAttention(
    query: Variable<Scalar>, summary: FlowSummary<Scalar>
  ) -> Variable<Scalar> {
    precondition(!isRecording, "flowAttention: the tape records")
    let (rows, columns) = (query.rows, query.columns)
    precondition(
      summary.heads.reduce(0) { $0 + $1.width } == columns,
      "flowAttention: query [\(rows), \(columns)], \(summary.heads.count) heads of \(summary.heads.first?.width ?? 0)"
    )
    let out = workspace.uninitialized(rows, columns)
    let scratch = workspace.uninitialized(workspace.loop.threads, 3 * rows)
    workspace.loop(pieces: summary.heads.count) { index, worker in
      let head = summary.heads[index]
      head.output(
        of: query.pointer + index * head.width, rows: rows, stride: columns,
        out.pointer + index * head.width, scratch: scratch.pointer + worker * scratch.columns)
    }
    return constant(out)
  }
}
