extension Tape {
  /// Negative-binomial loss of counts whose mean is a share of the cell's library, in nats, 1 × 1.
  ///
  /// `log μ_ig = log L_i + l_ig − log Σ_h exp l_ih` over the section's measured genes, variance
  /// `μ + μ²/r_g`, `r_g = exp θ_g`; the loss is `Σ_ig w_ig · nll(y_ig)`.
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
  ) -> Variable<Scalar> {
    let cells = logits.rows
    let genes = logits.columns
    precondition(
      counts.rows == cells && counts.columns == genes && weights.count == counts.count
        && logLibrary.count == cells && logDispersion.value.count == genes,
      "negativeBinomial: logits [\(cells), \(genes)], counts [\(counts.rows), \(counts.columns)], \(weights.count) weights, \(logLibrary.count) libraries, \(logDispersion.value.count) dispersions"
    )
    let wantsGradient = isRecording && (logits.wantsGradient || logDispersion.wantsGradient)
    let logMean = workspace.uninitialized(cells, genes)
    let dLogMean = wantsGradient ? workspace.uninitialized(cells, genes) : nil
    let losses = workspace.uninitialized(cells, 1)
    let dTheta = workspace.filled(1, genes, with: 0)
    workspace.summing(rows: cells, columns: genes, width: genes, into: dTheta.pointer) {
      range, partial in
      let scratch = UnsafeMutablePointer<Scalar>.allocate(capacity: genes)
      defer { scratch.deallocate() }
      for cell in range {
        let start = cell * genes
        var logSum: Scalar = 0
        kernels.softmax(1, Int64(genes), logits.pointer + start, logMean.pointer + start, &logSum)
        let shift = logLibrary.pointer[cell] - logSum
        for gene in 0..<genes {
          logMean.pointer[start + gene] = logits.pointer[start + gene] + shift
        }
        losses.pointer[cell] = Scalar(
          kernels.negativeBinomial(
            Int64(genes), counts.pointer + start, logMean.pointer + start, logDispersion.pointer,
            weights.pointer + start, nil, dLogMean.map { $0.pointer + start },
            wantsGradient ? scratch : nil))
        if wantsGradient { kernels.axpy(Int64(genes), 1, scratch, partial) }
      }
    }
    let out = workspace.uninitialized(1, 1)
    out.pointer[0] = Scalar(kernels.sum(Int64(cells), losses.pointer))
    return record(out, from: [logits, logDispersion]) { [unowned self] gradient in
      addGradient(dTheta, to: logDispersion, scale: gradient.pointer[0])
      guard let dLogits = gradientToAdd(to: logits), let dLogMean else { return }
      // log μ = l − logsumexp(l) + const, so dl = d log μ − softmax(l) Σ d log μ.
      workspace.rows(cells, columns: genes) { range in
        for cell in range {
          let row = dLogMean.pointer + cell * genes
          let shares = logMean.pointer + cell * genes
          let target = dLogits.pointer + cell * genes
          let total = Scalar(kernels.sum(Int64(genes), row))
          kernels.softmax(1, Int64(genes), shares, shares, nil)
          kernels.axpy(Int64(genes), gradient.pointer[0], row, target)
          kernels.axpy(Int64(genes), -gradient.pointer[0] * total, shares, target)
        }
      }
    }
  }
}
