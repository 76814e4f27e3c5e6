import Autodiff

/// One direction of InfoNCE within a batch: the loss, and its gradient at the vectors of both sides.
/// Rows pass a chunk at a time, so that the square of the batch is never held.
package struct InBatchMatching<Scalar: Real> {
  /// `−mean_i W_i log softmax_j(x_i · y_j/τ)_i`
  package let loss: Double
  /// `softmax(…)_ii`, `[batch]`.
  package let own: [Double]
  /// `[batch, width]`, row after row.
  package let rowGradient: [Scalar]
  /// `[batch, width]`, row after row.
  package let columnGradient: [Scalar]

  /// - Parameters:
  ///   - rows, columns: unit vectors, `[batch, width]`.
  ///   - ids: the text of each pair.
  ///   - masksSameText: leave out columns with a row's text that are not its own.
  ///   - weights: `W`, `[batch]`.
  package init(
    rows x: Matrix<Scalar>, columns y: Matrix<Scalar>, ids: [Int], masksSameText: Bool, chunk: Int,
    temperature: Scalar, weights: [Scalar], workspace: Workspace<Scalar>
  ) {
    var loss = 0.0
    var own: [Double] = []
    var rowGradient: [Scalar] = []
    var columnGradient = [Scalar](repeating: 0, count: y.count)
    let keys = AlignmentKeys(vectors: y, textIDs: ids)
    for start in stride(from: 0, to: x.rows, by: chunk) {
      let range = start..<min(x.rows, start + chunk)
      let tape = Tape(workspace, isRecording: true)
      let some = tape.input(
        workspace.matrix(range.count, x.columns, range.flatMap { x.row($0) }))
      let all = tape.input(y)
      var logits = tape.scale(tape.linear(some, weight: all, bias: nil), by: 1 / temperature)
      if masksSameText {
        let mask = keys.mask(rowIDs: Array(ids[range]), firstKey: start, in: workspace)
        logits = tape.add(logits, tape.constant(mask))
      }
      let scaled = range.map { weights[$0] / Scalar(x.rows) }
      let part = tape.crossEntropy(
        logits, targets: range.map(Int32.init),
        weights: workspace.matrix(range.count, 1, scaled))
      loss += Double(part.value.scalar)
      let probabilities = tape.softmax(logits.detached).value.elements
      own += range.map { Double(probabilities[($0 - start) * x.rows + $0]) }
      tape.backward(from: part)
      rowGradient += tape.gradient(of: some)?.elements ?? []
      let added = tape.gradient(of: all)?.elements ?? []
      for index in added.indices { columnGradient[index] += added[index] }
    }
    self.loss = loss
    self.own = own
    self.rowGradient = rowGradient
    self.columnGradient = columnGradient
  }
}
