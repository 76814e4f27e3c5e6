extension Tape {
  /// A constant matrix made a block of rows at a time, so that what lies behind it never has all rows at
  /// once. Nothing may be recorded.
  ///
  /// - Parameter body: makes the rows of a range, `[range.count, columns]`.
  public func assembleRows(
    _ rows: Int, columns: Int, blockRows: Int, _ body: (_ range: Range<Int>) -> Variable<Scalar>
  ) -> Variable<Scalar> {
    precondition(!isRecording, "assembleRows: the tape records")
    let out = workspace.uninitialized(rows, columns)
    for start in stride(from: 0, to: rows, by: blockRows) {
      let range = start..<min(rows, start + blockRows)
      let block = body(range)
      precondition(
        block.rows == range.count && block.columns == columns,
        "assembleRows: a block of [\(block.rows), \(block.columns)] for [\(range.count), \(columns)]"
      )
      (out.pointer + start * columns).update(from: block.pointer, count: block.value.count)
    }
    return constant(out)
  }

  /// Runs operations that work on each row by itself, a block of rows at a time where nothing is recorded.
  ///
  /// - Parameters:
  ///   - columns: how many columns `body` returns.
  ///   - blockRows: how many rows a block has; where the tape records, all rows are one block.
  ///   - body: given the range and its rows, returns as many rows.
  public func inRowBlocks(
    _ x: Variable<Scalar>, columns: Int, blockRows: Int,
    _ body: (_ range: Range<Int>, _ rows: Variable<Scalar>) -> Variable<Scalar>
  ) -> Variable<Scalar> {
    if isRecording || x.rows <= blockRows { return body(0..<x.rows, x) }
    return assembleRows(x.rows, columns: columns, blockRows: blockRows) { range in
      body(range, constant(x.value.rowsView(range)))
    }
  }
}
