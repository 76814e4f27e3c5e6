import Histoglot
import Testing

@Suite("Weights of experts, hedged by how much validation can tell")
struct HedgedWeightsTests {
  private let alike = [Double](repeating: 0.2, count: 5)

  private func winner(of observations: Double) -> [Double] {
    HedgedWeights.weights(likeliest: [0, 0, 1, 0, 0], prior: alike, observations: observations)
  }

  @Test("of two sections, the winner gets about half and dismisses no one")
  func twoSections() {
    let weights = winner(of: 2)
    #expect(abs(weights[2] - 2.5 / 4.5) < 1e-12)
    for place in [0, 1, 3, 4] { #expect(abs(weights[place] - 0.5 / 4.5) < 1e-12) }
  }

  @Test("of many blocks, the winner is asked alone")
  func manyBlocks() {
    #expect(winner(of: 13) == [0, 0, 1, 0, 0])
    #expect(winner(of: 7)[0] > 0)
  }

  @Test("nothing observed leaves the prior, and more observations give the winner more")
  func grows() {
    let prior = [0.5, 0, 0.5]
    #expect(
      HedgedWeights.weights(likeliest: [0, 1, 0], prior: prior, observations: 0) == prior)
    let shares = [0.5, 1, 2, 3, 4, 6].map { winner(of: $0)[2] }
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("weights sum to 1, those that are kept are no less than the least")
  func sum() {
    for observations in [0.3, 1.9, 4, 8, 16] {
      let weights = HedgedWeights.weights(
        likeliest: [0.7, 0.3, 0, 0, 0], prior: alike, observations: observations)
      #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
      #expect(weights.allSatisfy { $0 == 0 || $0 >= HedgedWeights.least })
    }
  }
}
