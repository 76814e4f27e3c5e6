extension Tape {
  /// `Σ_r w_r (log Σ_c exp x_rc − x_r,target)` in nats, 1 × 1; a target below 0 is no label and no loss.
  public func crossEntropy(
    _ logits: Variable<Scalar>, targets: [Int32], weights: Matrix<Scalar>
  ) -> Variable<Scalar> {
    precondition(
      targets.count == logits.rows && weights.count == logits.rows,
      "crossEntropy: \(targets.count) targets, \(weights.count) weights, logits [\(logits.rows), \(logits.columns)]"
    )
    precondition(
      targets.allSatisfy { Int($0) < logits.columns },
      "crossEntropy: a target lies outside the \(logits.columns) classes")
    let probabilities = workspace.uninitialized(logits.rows, logits.columns)
    let losses = workspace.uninitialized(logits.rows, 1)
    kernels.crossEntropy(
      Int64(logits.rows), Int64(logits.columns), logits.pointer, targets, weights.pointer,
      probabilities.pointer, losses.pointer)
    let out = workspace.uninitialized(1, 1)
    out.pointer[0] = Scalar(kernels.sum(Int64(logits.rows), losses.pointer))
    return record(out, from: [logits]) { [unowned self] gradient in
      guard let dLogits = gradientToAdd(to: logits) else { return }
      kernels.crossEntropyBackward(
        Int64(logits.rows), Int64(logits.columns), probabilities.pointer, targets, weights.pointer,
        gradient.pointer[0], dLogits.pointer)
    }
  }
}
