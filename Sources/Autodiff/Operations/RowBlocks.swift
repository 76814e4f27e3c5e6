extension Tape {
  /// Runs operations that work on each row by itself, a block of rows at a time where nothing is recorded,
  /// so that what lies between input and output never has all rows at once.
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
    let out = workspace.uninitialized(x.rows, columns)
    for start in stride(from: 0, to: x.rows, by: blockRows) {
      let range = start..<min(x.rows, start + blockRows)
      let block = body(range, constant(x.value.rowsView(range)))
      precondition(
        block.rows == range.count && block.columns == columns,
        "inRowBlocks: a block of [\(block.rows), \(block.columns)] for [\(range.count), \(columns)]"
      )
      (out.pointer + start * columns).update(from: block.pointer, count: block.value.count)
    }
    return constant(out)
  }
}
