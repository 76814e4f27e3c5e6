/// The divergence of each cell's posterior from a Gaussian mixture, and who is responsible for it.
public struct MixtureDivergence<Scalar: Real> {
  /// The variational upper bound on the KL divergence, nats, `[cells, 1]`.
  public let bound: Variable<Scalar>
  /// `r_ik`, `[cells, components]`; a value only, no gradient goes through it.
  public let responsibilities: Matrix<Scalar>
}

extension Tape {
  /// `KL(q_i ‖ Σ_k π_k N_k) ≤ −log Σ_k π_k exp(−KL(q_i ‖ N_k))` (Hershey & Olsen 2007, eq. 20), diagonal.
  ///
  /// - Parameters:
  ///   - mean: `μ_i`, `[cells, latent]`.
  ///   - logVariance: `log σ_i²`, `[cells, latent]`.
  ///   - componentMeans: `m_k`, `[components, latent]`.
  ///   - componentLogVariances: `log s_k²`, `[components, latent]`.
  ///   - componentLogits: `π = softmax` of it, `[components]`.
  public func mixtureDivergence(
    mean: Variable<Scalar>, logVariance: Variable<Scalar>, componentMeans: Variable<Scalar>,
    componentLogVariances: Variable<Scalar>, componentLogits: Variable<Scalar>
  ) -> MixtureDivergence<Scalar> {
    let cells = mean.rows
    let width = mean.columns
    let components = componentMeans.rows
    requireSameShape("mixtureDivergence", mean, logVariance)
    requireSameShape("mixtureDivergence", componentMeans, componentLogVariances)
    precondition(
      componentMeans.columns == width && componentLogits.value.count == components
        && components > 0,
      "mixtureDivergence: latent of \(width), components [\(components), \(componentMeans.columns)], \(componentLogits.value.count) logits"
    )
    let shares = workspace.uninitialized(1, components)
    let logWeights = workspace.uninitialized(1, components)
    var logSum: Scalar = 0
    kernels.softmax(1, Int64(components), componentLogits.pointer, shares.pointer, &logSum)
    for k in 0..<components { logWeights.pointer[k] = componentLogits.pointer[k] - logSum }
    let bound = workspace.uninitialized(cells, 1)
    let responsibilities = workspace.uninitialized(cells, components)
    let rowCost = width * components
    workspace.rows(cells, columns: rowCost) { range in
      let start = range.lowerBound
      kernels.mixtureBound(
        Int64(range.count), Int64(width), Int64(components), mean.pointer + start * width,
        logVariance.pointer + start * width, componentMeans.pointer, componentLogVariances.pointer,
        logWeights.pointer, bound.pointer + start, responsibilities.pointer + start * components)
    }
    let inputs = [mean, logVariance, componentMeans, componentLogVariances, componentLogits]
    let variable = record(bound, from: inputs) { [unowned self] gradient in
      let dMean = gradientToAdd(to: mean) ?? workspace.filled(cells, width, with: 0)
      let dLogVariance = gradientToAdd(to: logVariance) ?? workspace.filled(cells, width, with: 0)
      let block = components * width
      let sums = workspace.filled(1, 2 * block + components, with: 0)
      workspace.summing(
        rows: cells, columns: rowCost, width: 2 * block + components, into: sums.pointer
      ) { range, _, partial in
        let start = range.lowerBound
        kernels.mixtureBoundBackward(
          Int64(range.count), Int64(width), Int64(components), mean.pointer + start * width,
          logVariance.pointer + start * width, componentMeans.pointer,
          componentLogVariances.pointer, responsibilities.pointer + start * components,
          gradient.pointer + start, dMean.pointer + start * width,
          dLogVariance.pointer + start * width, partial, partial + block, partial + 2 * block)
      }
      if let target = gradientToAdd(to: componentMeans) {
        kernels.axpy(Int64(block), 1, sums.pointer, target.pointer)
      }
      if let target = gradientToAdd(to: componentLogVariances) {
        kernels.axpy(Int64(block), 1, sums.pointer + block, target.pointer)
      }
      if let target = gradientToAdd(to: componentLogits) {
        // Through log softmax: d logit_k = d logπ_k − π_k Σ d logπ.
        let free = sums.pointer + 2 * block
        let total = Scalar(kernels.sum(Int64(components), free))
        kernels.axpy(Int64(components), 1, free, target.pointer)
        kernels.axpy(Int64(components), -total, shares.pointer, target.pointer)
      }
    }
    return MixtureDivergence(bound: variable, responsibilities: responsibilities)
  }
}
