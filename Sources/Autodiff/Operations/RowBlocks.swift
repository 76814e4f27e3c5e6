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
      workspace.copyRows(block.value, to: out.pointer + start * columns)
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
      workspace.copyRows(block.value, to: x.pointer + start * x.columns)
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

  /// Runs operations that work on each row by itself over all threads: a piece of some 1,000 rows passes all of them on
  /// one thread, where a loop for each operation would wake the others as often. Nothing may be recorded.
  ///
  /// The cut depends on the number of rows alone.
  ///
  /// - Parameters:
  ///   - columns: of each result.
  ///   - body: given the range, its rows on a tape of the thread it runs on, and the places of its results,
  ///     `[range.count, columns]` each, fills those; on no other tape may it make anything.
  /// - Returns: the results, `[rows, columns]` each.
  public func inParallelRows(
    _ x: Variable<Scalar>, columns: [Int],
    _ body: (_ range: Range<Int>, _ rows: Variable<Scalar>, _ results: [Matrix<Scalar>]) -> Void
  ) -> [Variable<Scalar>] {
    precondition(!isRecording, "inParallelRows: the tape records")
    let results = columns.map { workspace.uninitialized(x.rows, $0) }
    if workspace.brainFloatProducts != nil {
      // Packed weights belong to this thread, and their products spread over all of them.
      body(0..<x.rows, x, results)
      return results.map { constant($0) }
    }
    let tapes = workspace.workers.map { Tape($0, isRecording: false) }
    // An even number of pieces, alike in size; BLAS packs weights anew for each, so that there should not be many.
    let pieces = max(1, (x.rows + 2047) / 2048 * 2)
    let perPiece = max(16, ((x.rows + pieces - 1) / pieces + 15) / 16 * 16)
    workspace.loop.rows(x.rows, perPiece: perPiece) { range, worker in
      body(
        range, tapes[worker].constant(x.value.rowsView(range)), results.map { $0.rowsView(range) })
    }
    if let profile = workspace.profile {
      for worker in workspace.workers { worker.profile.map(profile.takeCounts) }
    }
    return results.map { constant($0) }
  }
}
