import SectionAnalysis
import Testing

@Suite struct CoverageCurveTests {
  @Test func `cells of equal confidence come in together`() throws {
    let curve = try CoverageCurve(
      confidence: [0.5, 0.9, 0.5, 0.7], isRight: [false, true, true, true])
    #expect(curve.points.map(\.threshold) == [0.9, 0.7, 0.5])
    #expect(curve.points.map(\.coverage) == [0.25, 0.5, 1])
    #expect(curve.points.map(\.accuracy) == [1, 1, 0.75])
    #expect(curve.widest(accuracy: 0.9)?.threshold == 0.7)
    #expect(curve.widest(accuracy: 0.7)?.coverage == 1)
  }

  @Test func `an accuracy that is never reached has no threshold`() throws {
    let curve = try CoverageCurve(confidence: [0.9, 0.8], isRight: [false, true])
    #expect(curve.widest(accuracy: 0.9) == nil)
  }
}
