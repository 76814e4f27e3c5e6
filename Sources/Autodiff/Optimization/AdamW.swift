/// AdamW (Loshchilov & Hutter 2019): Adam with weight decay apart from the gradient.
public final class AdamW<Scalar: Real> {
  public let store: ParameterStore<Scalar>
  public let beta1: Scalar
  public let beta2: Scalar
  public let epsilon: Scalar
  public let decay: Scalar
  /// How many steps were taken.
  public private(set) var step = 0
  let firstMoment: Matrix<Scalar>
  let secondMoment: Matrix<Scalar>
  private let workspace: Workspace<Scalar>

  public init(
    _ store: ParameterStore<Scalar>, beta1: Scalar = Scalar(0.9), beta2: Scalar = Scalar(0.999),
    epsilon: Scalar = Scalar(1e-8), decay: Scalar, in workspace: Workspace<Scalar>
  ) {
    self.store = store
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.decay = decay
    self.workspace = workspace
    firstMoment = workspace.filled(1, store.count, with: 0)
    secondMoment = workspace.filled(1, store.count, with: 0)
  }

  /// The length of the gradient of all parameters together; not finite where one of them is not.
  public func gradientNorm() -> Double {
    let gradients = store.gradients
    let perPiece = 1 << 17
    // Pieces in which everything is frozen have nothing to add.
    var trains = [Bool](repeating: false, count: (gradients.count + perPiece - 1) / perPiece)
    for declaration in store.declarations where !declaration.isFrozen && declaration.count > 0 {
      let last = declaration.offset + declaration.count - 1
      for piece in declaration.offset / perPiece...last / perPiece { trains[piece] = true }
    }
    var partials = [Double](repeating: 0, count: trains.count)
    partials.withUnsafeMutableBufferPointer { partials in
      let sums = partials
      workspace.loop.rows(gradients.count, perPiece: perPiece) { range, _ in
        guard trains[range.lowerBound / perPiece] else { return }
        sums[range.lowerBound / perPiece] = workspace.kernels.sumOfSquares(
          Int64(range.count), gradients.pointer + range.lowerBound)
      }
    }
    return partials.reduce(0, +).squareRoot()
  }

  /// Takes one step along the store's gradients.
  ///
  /// - Parameters:
  ///   - rate: the learning rate of this step.
  ///   - gradientScale: what gradients are multiplied with first; clipping.
  public func update(rate: Scalar, gradientScale: Scalar = 1) {
    step += 1
    let values = store.values ?? workspace.uninitialized(0, 0)
    let gradients = store.gradients
    let correction1 = 1 - power(beta1, step)
    let correction2 = 1 - power(beta2, step)
    for declaration in store.declarations where !declaration.isFrozen {
      let base = declaration.offset
      workspace.elements(declaration.count) { start, n in
        let place = base + start
        workspace.kernels.adamW(
          n, rate * declaration.rateScale, beta1, beta2, epsilon, declaration.decays ? decay : 0,
          correction1, correction2, gradientScale, gradients.pointer + place,
          firstMoment.pointer + place, secondMoment.pointer + place, values.pointer + place)
      }
    }
  }

  /// The moments and the step count, to be written beside a checkpoint.
  public var state: AdamWState<Scalar> {
    AdamWState(
      step: step, firstMoment: firstMoment.elements, secondMoment: secondMoment.elements)
  }

  /// Goes on from a saved state; traps where it belongs to another store.
  public func restore(_ state: AdamWState<Scalar>) {
    precondition(
      state.firstMoment.count == store.count && state.secondMoment.count == store.count,
      "AdamW: a state of \(state.firstMoment.count) for \(store.count) parameters")
    step = state.step
    for (elements, target) in [
      (state.firstMoment, firstMoment), (state.secondMoment, secondMoment),
    ] {
      elements.withUnsafeBufferPointer {
        if let base = $0.baseAddress { target.pointer.update(from: base, count: elements.count) }
      }
    }
  }

  private func power(_ base: Scalar, _ exponent: Int) -> Scalar {
    Scalar(exponential(Double(exponent) * naturalLogarithm(Double(base))))
  }
}

/// What AdamW remembers between steps.
public struct AdamWState<Scalar: Real>: Sendable, Equatable {
  public var step: Int
  /// `[parameters]`
  public var firstMoment: [Scalar]
  /// `[parameters]`
  public var secondMoment: [Scalar]

  public init(step: Int, firstMoment: [Scalar], secondMoment: [Scalar]) {
    self.step = step
    self.firstMoment = firstMoment
    self.secondMoment = secondMoment
  }
}
