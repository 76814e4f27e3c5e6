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

  /// Replaces the rows of a matrix by what becomes of them, a block at a time. Nothing may be recorded, and nobody else may
  /// hold the matrix for what it was.
  ///
  /// - Parameter body: given the range and its rows, returns as many rows, as wide.
  public func overwriteRows(
    of x: Matrix<Scalar>, blockRows: Int,
    _ body: (_ range: Range<Int>, _ rows: Variable<Scalar>) -> Variable<Scalar>
  ) {
    precondition(!isRecording, "overwriteRows: the tape records")
    for start in stride(from: 0, to: x.rows, by: blockRows) {
      let range = start..<min(x.rows, start + blockRows)
      let block = body(range, constant(x.rowsView(range)))
      precondition(
        block.rows == range.count && block.columns == x.columns,
        "overwriteRows: a block of [\(block.rows), \(block.columns)] for [\(range.count), \(x.columns)]"
      )
      (x.pointer + start * x.columns).update(from: block.pointer, count: block.value.count)
    }
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
