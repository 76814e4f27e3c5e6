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
}
