/// A negative-binomial loss, and the same without weights.
public struct NegativeBinomialLoss<Scalar: Real> {
  /// `Σ_ig w_ig · nll(y_ig)`, nats, 1 × 1.
  public let weighted: Variable<Scalar>
  /// `Σ_ig nll(y_ig)`, nats; a value only.
  public let unweighted: Double
}

extension Tape {
  /// Negative-binomial loss of counts whose mean is a share of the cell's library, in nats.
  ///
  /// `log μ_ig = log L_i + l_ig − log Σ_h exp l_ih` over the section's measured genes, variance
  /// `μ + μ²/r_g`, `r_g = exp θ_g`; the loss is `Σ_ig w_ig · nll(y_ig)`.
  ///
  /// The gradient is linear in the gradient of the loss, so that it is made beside the loss, row by row in the cache,
  /// and nothing else of size cells × genes is kept.
  ///
  /// - Parameters:
  ///   - logits: `l`, `[cells, genes]`.
  ///   - logDispersion: `θ`, `[genes]`.
  ///   - counts: `y`, `[cells, genes]`.
  ///   - logLibrary: `log L`, `[cells]`.
  ///   - weights: `w`, `[cells, genes]`.
  public func negativeBinomial(
    logits: Variable<Scalar>, logDispersion: Variable<Scalar>, counts: Matrix<Scalar>,
    logLibrary: Matrix<Scalar>, weights: Matrix<Scalar>
  ) -> NegativeBinomialLoss<Scalar> {
    let cells = logits.rows
    let genes = logits.columns
    precondition(
      counts.rows == cells && counts.columns == genes && weights.count == counts.count
        && logLibrary.count == cells && logDispersion.value.count == genes,
      "negativeBinomial: logits [\(cells), \(genes)], counts [\(counts.rows), \(counts.columns)], \(weights.count) weights, \(logLibrary.count) libraries, \(logDispersion.value.count) dispersions"
    )
    let wantsGradient = isRecording && (logits.wantsGradient || logDispersion.wantsGradient)
    let dLogits = wantsGradient ? workspace.uninitialized(cells, genes) : nil
    let losses = workspace.uninitialized(2, cells)
    let dTheta = workspace.filled(1, genes, with: 0)
    // Four rows of scratch memory for each worker: log μ, softmax(l), nll, dθ.
    let scratch = workspace.uninitialized(workspace.loop.threads, 4 * genes)
    let n = Int64(genes)
    workspace.summing(rows: cells, columns: genes, width: genes, into: dTheta.pointer) {
      range, worker, partial in
      let logMean = scratch.pointer + worker * scratch.columns
      let shares = logMean + genes
      let nll = shares + genes
      let slopes = nll + genes
      for cell in range {
        let start = cell * genes
        var logSum: Scalar = 0
        kernels.softmax(1, n, logits.pointer + start, shares, &logSum)
        kernels.shift(n, logLibrary.pointer[cell] - logSum, logits.pointer + start, logMean)
        losses.pointer[cell] = Scalar(
          kernels.negativeBinomial(
            n, counts.pointer + start, logMean, logDispersion.pointer, weights.pointer + start, nll,
            dLogits.map { $0.pointer + start }, wantsGradient ? slopes : nil))
        losses.pointer[cells + cell] = Scalar(kernels.sum(n, nll))
        guard let dLogits else { continue }
        kernels.axpy(n, 1, slopes, partial)
        // log μ = l − logsumexp(l) + const, so dl = d log μ − softmax(l) Σ d log μ.
        let row = dLogits.pointer + start
        kernels.axpy(n, -Scalar(kernels.sum(n, row)), shares, row)
      }
    }
    let out = workspace.uninitialized(1, 1)
    out.pointer[0] = Scalar(kernels.sum(Int64(cells), losses.pointer))
    let (logitsPlace, dispersionPlace) = (logits.place, logDispersion.place)
    let weighted = record(out, from: [logits, logDispersion]) { [unowned self] gradient in
      let scale = gradient.pointer[0]
      addGradient(dTheta, to: dispersionPlace, scale: scale)
      guard let dLogits else { return }
      if scale != 1 {
        workspace.elements(dLogits.count) { start, n in
          kernels.scale(n, scale, dLogits.pointer + start, dLogits.pointer + start)
        }
      }
      give(dLogits, to: logitsPlace)
    }
    return NegativeBinomialLoss(
      weighted: weighted, unweighted: kernels.sum(Int64(cells), losses.pointer + cells))
  }
}
