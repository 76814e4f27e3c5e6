/// The mean of a store's values over the last steps of a run, which forgets the beginning as the run grows.
///
/// `θ̄_t = (1 − a_t) θ̄_{t−1} + a_t θ_t` with `a_t = (η + 1) / (t + η)`: polynomial-decay averaging (Shamir & Zhang 2013, "Stochastic
/// gradient descent for non-smooth optimization", section 4). The weight of a step grows with its number by the power η, so that
/// about the last `1 / (η + 1)` of the steps count, however many there are. What frozen parameters hold is not touched.
public final class TailAverage<Scalar: Real> {
  private let store: ParameterStore<Scalar>
  private let mean: Matrix<Scalar>
  private let workspace: Workspace<Scalar>
  private let power: Double
  private var steps = 0

  /// - Parameters:
  ///   - store: whose values are averaged; which of them are frozen must not change from now on.
  ///   - power: η, at least 0; 0 is the mean of all steps.
  public init(_ store: ParameterStore<Scalar>, power: Double, in workspace: Workspace<Scalar>) {
    precondition(power >= 0, "TailAverage: a power of \(power)")
    self.store = store
    self.power = power
    self.workspace = workspace
    mean = workspace.filled(1, store.count, with: 0)
  }

  /// Counts the values as they are now; call it after each step.
  public func update() {
    steps += 1
    let share = Scalar((power + 1) / (Double(steps) + power))
    forEachRun { count, mean, values in
      workspace.kernels.scale(Int64(count), 1 - share, mean, mean)
      workspace.kernels.axpy(Int64(count), share, values, mean)
    }
  }

  /// Lets the mean and the values change places; twice, and all is as it was. Does nothing before the first step.
  public func exchange() {
    guard steps > 0 else { return }
    forEachRun { count, mean, values in
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: count) { kept in
        guard let kept = kept.baseAddress else { return }
        kept.initialize(from: mean, count: count)
        mean.update(from: values, count: count)
        values.update(from: kept, count: count)
      }
    }
  }

  /// Runs short enough to stay in the first cache while several loops go over them.
  private func forEachRun(
    _ body: (
      _ count: Int, _ mean: UnsafeMutablePointer<Scalar>, _ values: UnsafeMutablePointer<Scalar>
    ) -> Void
  ) {
    guard let values = store.values else { return }
    for declaration in store.declarations where !declaration.isFrozen {
      workspace.elements(declaration.count) { start, count in
        let end = declaration.offset + start + Int(count)
        for place in stride(from: declaration.offset + start, to: end, by: Self.runElements) {
          body(min(Self.runElements, end - place), mean.pointer + place, values.pointer + place)
        }
      }
    }
  }

  private static var runElements: Int { 1 << 11 }
}
