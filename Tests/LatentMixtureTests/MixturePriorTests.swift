import Autodiff
import Foundation
import LatentMixture
import Testing

@Suite struct `A Gaussian mixture prior` {
  /// Four clusters far apart in four dimensions, with unequal shares.
  private func planted(
    cells: Int, seed: UInt64
  ) -> (points: [Float], truth: [Int], centers: [[Double]]) {
    var generator = SeededGenerator(seed: seed)
    let centers: [[Double]] = [[6, 0, 0, 0], [0, 6, 0, 0], [0, 0, 6, 0], [-4, -4, -4, 0]]
    let shares = [0.4, 0.7, 0.9, 1.0]
    var points: [Float] = []
    var truth: [Int] = []
    for _ in 0..<cells {
      let draw = generator.uniform()
      let k = shares.firstIndex { draw < $0 } ?? 3
      truth.append(k)
      for d in 0..<4 { points.append(Float(centers[k][d] + 0.6 * generator.normal())) }
    }
    return (points, truth, centers)
  }

  @Test func `planted components are found, and the number in use is reported`() {
    let cells = 600
    let (points, truth, centers) = planted(cells: cells, seed: 4)
    let store = ParameterStore<Float>()
    let prior = MixturePrior<Float>(store.scope, components: 4, latent: 4)
    store.allocate(seed: 1)
    let workspace = Workspace<Float>()
    var generator = SeededGenerator(seed: 2)
    let latents = workspace.matrix(cells, 4, points)
    prior.seed(from: latents, using: &generator)
    let optimizer = AdamW(store, decay: 0, in: workspace)
    var usage = MixtureUsage(components: 4)
    for step in 0..<200 {
      store.clearGradients()
      let tape = Tape(workspace, isRecording: true)
      let logVariance = workspace.matrix(cells, 4, [Float](repeating: -2, count: cells * 4))
      let divergence = prior.divergence(
        mean: tape.constant(latents), logVariance: tape.constant(logVariance))
      tape.backward(from: tape.scale(tape.weightedSum(divergence.bound), by: 1 / Float(cells)))
      optimizer.update(rate: 0.02)
      if step == 199 {
        usage.add(
          responsibilities: divergence.responsibilities, bound: divergence.bound.value,
          rows: Array(0..<cells))
      }
    }
    // Each planted center has a component within its own spread, and no two share one.
    let means = prior.means.value
    var taken: Set<Int> = []
    for center in centers {
      let distances = (0..<4).map { k in
        zip(means.row(k), center).reduce(0.0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
          .squareRoot()
      }
      let nearest = distances.indices.min { distances[$0] < distances[$1] }!
      #expect(distances[nearest] < 0.3)
      taken.insert(nearest)
    }
    #expect(taken.count == 4)
    let logits = prior.logits.value.elements.map { exp(Double($0)) }
    let shares = logits.map { $0 / logits.reduce(0, +) }.sorted()
    for (found, wanted) in zip(shares, [0.1, 0.2, 0.3, 0.4]) { #expect(abs(found - wanted) < 0.04) }
    // exp(H) of .1 .2 .3 .4 is 3.60.
    #expect(abs(usage.componentsInUse - 3.6) < 0.2)
    #expect(usage.meanEntropy < 0.05)
    #expect(usage.collapse == nil)
    #expect(Set(truth).count == 4)
  }

  @Test func `a mixture that all cells share alike counts as collapsed`() {
    let workspace = Workspace<Float>()
    var usage = MixtureUsage(components: 8)
    usage.add(
      responsibilities: workspace.matrix(2, 8, [Float](repeating: 1 / 8, count: 16)),
      bound: workspace.matrix(2, 1, [3, 3]), rows: [0, 1])
    guard case .undecided = usage.collapse else {
      Issue.record("\(String(describing: usage.collapse))")
      return
    }
    var single = MixtureUsage(components: 8)
    single.add(
      responsibilities: workspace.matrix(2, 8, [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
      bound: workspace.matrix(2, 1, [3, 3]), rows: [0, 1])
    guard case .fewComponents = single.collapse else {
      Issue.record("\(String(describing: single.collapse))")
      return
    }
  }
}
