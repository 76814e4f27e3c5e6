import Autodiff
import Testing

@Suite("The mean of the last steps")
struct TailAverageTests {
  private let workspace = Workspace<Double>(threads: 2)

  /// A parameter that trains and one that is frozen.
  private func store() -> (
    ParameterStore<Double>, trains: Parameter<Double>, frozen: Parameter<Double>
  ) {
    let store = ParameterStore<Double>()
    let trains = store.scope.parameter("a", shape: [3], initial: .zeros, decays: false)
    let frozen = store.scope.parameter("frozen", shape: [2], initial: .ones, decays: false)
    store.allocate(seed: 1)
    store.scaleRate(ofNamesWithPrefix: "frozen", by: 0)
    return (store, trains, frozen)
  }

  @Test("A step weighs by the product of what later steps leave of it", arguments: [0.0, 1, 3])
  func weights(power: Double) {
    let (store, trains, _) = store()
    let average = TailAverage(store, power: power, in: workspace)
    let steps = 12
    for step in 1...steps {
      trains.assign([Double(step), Double(step * step), -1])
      average.update()
    }
    average.exchange()
    // w_t = a_t Π_{s > t} (1 − a_s), a_t = (η + 1) / (t + η).
    func share(_ step: Int) -> Double { (power + 1) / (Double(step) + power) }
    let weights: [Double] = (1...steps).map { step in
      ((step + 1)..<(steps + 1)).reduce(share(step)) { $0 * (1 - share($1)) }
    }
    let total: Double = weights.reduce(0, +)
    #expect(abs(total - 1) < 1e-12)
    #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    var wanted: [Double] = [0, 0, -1]
    for (place, weight) in weights.enumerated() {
      let step = Double(place + 1)
      wanted[0] += weight * step
      wanted[1] += weight * step * step
    }
    for (found, wanted) in zip(trains.value.elements, wanted) {
      #expect(abs(found - wanted) < 1e-9)
    }
  }

  @Test("To exchange twice changes nothing, and what is frozen stays")
  func exchange() {
    let (store, trains, frozen) = store()
    let average = TailAverage(store, power: 3, in: workspace)
    average.exchange()
    #expect(trains.value.elements == [0, 0, 0])
    for step in 1...5 {
      trains.assign([Double(step), 0, 7])
      average.update()
    }
    average.exchange()
    #expect(trains.value.elements != [5, 0, 7] && frozen.value.elements == [1, 1])
    frozen.assign([4, 5])
    average.exchange()
    #expect(trains.value.elements == [5, 0, 7] && frozen.value.elements == [4, 5])
  }
}
