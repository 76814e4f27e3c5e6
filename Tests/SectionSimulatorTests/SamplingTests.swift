import Foundation
import SectionSimulator
import Testing

@Suite struct SamplingTests {
  private func moments(_ draws: [Double]) -> (mean: Double, variance: Double) {
    let mean = draws.reduce(0, +) / Double(draws.count)
    let squares = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(draws.count))
  }

  /// Pearson's statistic of counts against probabilities, cells of small expectation joined at the
  /// end, and its degrees of freedom.
  private func pearson(
    _ draws: [Int], from first: Int, _ probability: (Int) -> Double
  ) -> (statistic: Double, freedom: Int) {
    var counts: [Int: Int] = [:]
    for draw in draws { counts[draw, default: 0] += 1 }
    var (statistic, cells) = (0.0, 0)
    var (seen, expectedSoFar, value) = (0, 0.0, first)
    var (group, groupExpected) = (0, 0.0)
    while expectedSoFar < Double(draws.count) - 8 {
      let expected = probability(value) * Double(draws.count)
      group += counts[value] ?? 0
      groupExpected += expected
      seen += counts[value] ?? 0
      expectedSoFar += expected
      value += 1
      if groupExpected >= 8 {
        statistic +=
          (Double(group) - groupExpected) * (Double(group) - groupExpected) / groupExpected
        cells += 1
        (group, groupExpected) = (0, 0)
      }
    }
    let rest = Double(draws.count) - expectedSoFar + groupExpected
    let restSeen = Double(draws.count - seen + group)
    statistic += (restSeen - rest) * (restSeen - rest) / max(rest, 1)
    return (statistic, cells)
  }

  @Test func `the normal has its first four moments`() {
    var generator = Xoshiro256(seed: 1)
    let draws = (0..<200_000).map { _ in generator.nextNormal() }
    let (mean, variance) = moments(draws)
    #expect(abs(mean) < 0.01)
    #expect(abs(variance - 1) < 0.02)
    let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(draws.count)
    #expect(abs(fourth - 3) < 0.1)
  }

  @Test(arguments: [0.3, 1, 2.5, 40])
  func `the gamma has mean and variance of its shape`(shape: Double) {
    var generator = Xoshiro256(seed: 2)
    let (mean, variance) = moments(
      (0..<200_000).map { _ in generator.nextGamma(shape: shape, scale: 3) })
    #expect(abs(mean - 3 * shape) < 0.02 * 3 * shape)
    #expect(abs(variance - 9 * shape) < 0.04 * 9 * shape)
  }

  @Test(arguments: [0.2, 3, 9.9, 10.1, 37, 400])
  func `the Poisson follows its law on both sides of the change of method`(mean: Double) {
    var generator = Xoshiro256(seed: 3)
    let draws = (0..<100_000).map { _ in generator.nextPoisson(mean: mean) }
    let (statistic, freedom) = pearson(draws, from: 0) {
      exp(Double($0) * log(mean) - mean - lgamma(Double($0) + 1))
    }
    // Beyond six deviations of the chi-square.
    #expect(statistic < Double(freedom) + 6 * (2 * Double(freedom)).squareRoot())
  }

  @Test(arguments: [0.01, 0.5, 8, 300])
  func `the logarithmic follows its law`(odds: Double) {
    var generator = Xoshiro256(seed: 4)
    let theta = odds / (1 + odds)
    let draws = (0..<100_000).map { _ in
      generator.nextLogarithmic(odds: odds, logOfOdds: log1p(odds))
    }
    let (statistic, freedom) = pearson(draws, from: 1) {
      pow(theta, Double($0)) / (Double($0) * log1p(odds))
    }
    #expect(statistic < Double(freedom) + 6 * (2 * Double(max(freedom, 1))).squareRoot())
  }

  @Test func `a subset has the asked size and every element is as likely`() {
    var generator = Xoshiro256(seed: 5)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<20_000 {
      let subset = generator.nextSubset(of: 10, count: 3)
      #expect(subset.count == 3 && subset == Set(subset).sorted())
      for index in subset { counts[index] += 1 }
    }
    for count in counts { #expect(abs(count - 6000) < 400) }
    #expect(generator.nextSubset(of: 4, count: 4) == [0, 1, 2, 3])
    #expect(generator.nextSubset(of: 4, count: 0).isEmpty)
  }

  @Test func `an alias table draws in proportion to the weights, and never a weight of 0`() {
    var generator = Xoshiro256(seed: 6)
    let weights = [3.0, 0, 1, 0.5, 5.5, 0]
    let table = AliasTable(weights)
    var counts = [Double](repeating: 0, count: 6)
    for _ in 0..<200_000 { counts[table.draw(using: &generator)] += 1 }
    for (count, weight) in zip(counts, weights) {
      #expect(abs(count / 200_000 - weight / 10) < 0.005)
      if weight == 0 { #expect(count == 0) }
    }
  }
}
