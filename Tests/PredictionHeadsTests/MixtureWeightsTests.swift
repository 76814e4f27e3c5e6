import Autodiff
import Foundation
import PredictionHeads
import Testing

@Suite struct MixtureWeightsTests {
  /// What two experts give the truth of cells whose truth is drawn from `share` of the first.
  private func planted(share: Double, cells: Int, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    let classes = 5
    var likelihoods: [[Double]] = [[], []]
    for _ in 0..<cells {
      let opinions = (0..<2).map { _ in
        let raw = (0..<classes).map { _ in exp(3 * generator.uniform()) }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
      }
      let source = generator.uniform() < share ? 0 : 1
      var left = generator.uniform()
      var truth = 0
      while truth < classes - 1, left >= opinions[source][truth] {
        left -= opinions[source][truth]
        truth += 1
      }
      for expert in 0..<2 { likelihoods[expert].append(opinions[expert][truth]) }
    }
    return likelihoods
  }

  @Test("The weights of a planted mixture are found again", arguments: [0.3, 0.5, 0.8])
  func planted(share: Double) {
    let weights = mixtureWeights(likelihoods: planted(share: share, cells: 40_000, seed: 1))
    #expect(abs(weights[0] - share) < 0.03)
    #expect(abs(weights[0] + weights[1] - 1) < 1e-12)
  }

  @Test("No other weights make the truth more likely")
  func optimum() {
    let likelihoods = planted(share: 0.6, cells: 3_000, seed: 2)
    func value(_ weight: Double) -> Double {
      likelihoods[0].indices.reduce(0) {
        $0 + log(weight * likelihoods[0][$1] + (1 - weight) * likelihoods[1][$1])
      }
    }
    let found = mixtureWeights(likelihoods: likelihoods)[0]
    for step in [-0.02, 0.02] { #expect(value(found) > value(found + step)) }
  }

  @Test("An expert of little weight is left out, and the rest sums to 1")
  func leastWeight() {
    let good = planted(share: 0.6, cells: 2_000, seed: 3)
    let bad = good[0].map { $0 * 0.01 }
    let weights = mixtureWeights(likelihoods: good + [bad], least: 0.05)
    #expect(weights[2] == 0)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    let alone = mixtureWeights(likelihoods: good)
    #expect(abs(weights[0] - alone[0]) < 1e-3)
  }

  @Test("Without cells every expert weighs the same")
  func noCells() {
    #expect(mixtureWeights(likelihoods: [[], [], [], []]) == [0.25, 0.25, 0.25, 0.25])
  }
}
