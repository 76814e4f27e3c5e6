import Autodiff
import Testing

@Suite struct FrozenParameterTests {
  private let workspace = Workspace<Double>(threads: 1)

  /// The gradient of `Σ a + 2 Σ b` into the store.
  private func learn(_ a: Parameter<Double>, _ b: Parameter<Double>) {
    let tape = Tape(workspace, isRecording: true)
    let ones = workspace.matrix(1, 3, [1, 1, 1])
    let (first, second) = (tape.parameter(a), tape.parameter(b))
    tape.backward(
      from: tape.combine([
        (1, tape.weightedSum(first, weights: ones)), (2, tape.weightedSum(second, weights: ones)),
      ]))
  }

  @Test func `what is frozen has a gradient of 0, also where it had another before`() {
    let store = ParameterStore<Double>()
    let frozen = store.scope.parameter("frozen", shape: [3], initial: .ones, decays: false)
    let trains = store.scope.parameter("trains", shape: [3], initial: .ones, decays: false)
    store.allocate(seed: 1)
    let optimizer = AdamW(store, decay: 0, in: workspace)
    learn(frozen, trains)
    #expect(frozen.gradient.elements == [1, 1, 1] && trains.gradient.elements == [2, 2, 2])
    #expect(abs(optimizer.gradientNorm() - 15.0.squareRoot()) < 1e-12)

    store.scaleRate(ofNamesWithPrefix: "frozen", by: 0)
    #expect(frozen.gradient.elements == [0, 0, 0])
    #expect(abs(optimizer.gradientNorm() - 12.0.squareRoot()) < 1e-12)
    store.clearGradients()
    #expect(trains.gradient.elements == [0, 0, 0])
    learn(frozen, trains)
    #expect(frozen.gradient.elements == [0, 0, 0] && trains.gradient.elements == [2, 2, 2])

    store.scaleRate(ofNamesWithPrefix: "frozen", by: 1)
    store.clearGradients()
    learn(frozen, trains)
    #expect(frozen.gradient.elements == [1, 1, 1])
    #expect(abs(optimizer.gradientNorm() - 15.0.squareRoot()) < 1e-12)
  }
}
