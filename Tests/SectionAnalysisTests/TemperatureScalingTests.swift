import Foundation
import SectionAnalysis
import Testing

@Suite struct TemperatureScalingTests {
  @Test func `the temperature minimises the likelihood as SciPy finds it`() throws {
    let gold = try AnalysisGold.read().calibration
    let scaling = try TemperatureScaling(logits: matrix(gold.logits), truth: gold.truth)
    #expect(abs(scaling.temperature - gold.temperature) < 1e-5 * gold.temperature)
  }

  @Test func `logits too large by a factor are brought back by it`() throws {
    let gold = try AnalysisGold.read().calibration
    let plain = try TemperatureScaling(logits: matrix(gold.logits), truth: gold.truth)
    let loud = matrix(gold.logits.map { $0.map { $0 * 4 } })
    let scaling = try TemperatureScaling(logits: loud, truth: gold.truth)
    #expect(abs(scaling.temperature / plain.temperature - 4) < 1e-6)
    #expect(largestGap(scaling(loud).values, plain(matrix(gold.logits)).values) < 1e-7)
  }

  @Test func `separable cells end at the edge of the range, not at zero`() throws {
    let scaling = try TemperatureScaling(logits: matrix([[9, 0], [0, 9]]), truth: [0, 1])
    #expect(abs(scaling.temperature - TemperatureScaling.range.lowerBound) < 1e-12)
  }

  private func temperature(observations: Double) throws -> Double {
    let gold = try AnalysisGold.read().calibration
    return try TemperatureScaling(
      logits: matrix(gold.logits), truth: gold.truth, observations: observations,
      prior: (median: 0.5, deviation: 0.5)
    ).temperature
  }

  @Test
  func
    `before any observation the temperature is the prior's median, after very many the likeliest`()
    throws
  {
    let gold = try AnalysisGold.read().calibration
    #expect(abs(try temperature(observations: 0) - 0.5) < 1e-8)
    #expect(
      abs(try temperature(observations: 1e9) - gold.temperature) < 1e-5 * gold.temperature)
    let between = try [1, 3, 10].map { try temperature(observations: $0) }
    #expect(between == between.sorted { gold.temperature > 0.5 ? $0 < $1 : $0 > $1 })
  }

  @Test(arguments: [0.5, 2, 20])
  func `no other temperature is more probable`(observations: Double) throws {
    let gold = try AnalysisGold.read().calibration
    func surprise(_ temperature: Double) -> Double {
      let probabilities = TemperatureScaling(temperature: temperature)(matrix(gold.logits))
      let told = gold.truth.indices.filter { gold.truth[$0] >= 0 }
      let loss = told.reduce(0.0) { $0 - log(probabilities[$1, Int(gold.truth[$1])]) }
      let away = log(temperature / 0.5)
      return observations * loss / Double(told.count) + away * away / (2 * 0.25)
    }
    let found = try temperature(observations: observations)
    for factor in [0.2, 0.5, 0.99, 1.01, 2, 5] {
      #expect(surprise(found) < surprise(found * factor), "\(factor)")
    }
  }

  @Test func `two separable cells sharpen, but far less than to the edge`() throws {
    let hedged = try TemperatureScaling(
      logits: matrix([[9, 0], [0, 9]]), truth: [0, 1], observations: 2,
      prior: (median: 0.5, deviation: 0.5))
    #expect(hedged.temperature < 0.5 && hedged.temperature > 0.4)
  }
}
