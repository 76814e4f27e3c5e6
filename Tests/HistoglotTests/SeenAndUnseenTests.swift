import Histoglot
import SectionAnalysis
import Testing

@Suite("Seen and unseen types together")
struct SeenAndUnseenTests {
  private static func matrix(_ columns: Int, _ values: [Double]) -> FeatureMatrix {
    FeatureMatrix(rowCount: values.count / columns, columnCount: columns, values: values)
  }

  private static let scores = matrix(3, [1, 0.5, 0, 0, 0, 2])

  @Test("The joint score is S/τ + [seen] (a (logit − mean) − b)")
  func formula() {
    let rule = SeenAndUnseen(markerTemperature: 0.5, logitWeight: 0.5, seenPenalty: 1.5)
    let joint = rule(
      Self.scores, logarithms: Self.matrix(2, [-1, -3, -2, -2]), types: [0, 1])
    #expect(joint.values == [1, -1, 0, -1.5, -1.5, 4])
  }

  @Test("How certainly a type is ruled out has a limit")
  func limit() {
    let rule = SeenAndUnseen(leastLogit: -8)
    let certain = rule(Self.scores, logarithms: Self.matrix(2, [0, -27, 0, -27]), types: [0, 1])
    let likely = rule(Self.scores, logarithms: Self.matrix(2, [0, -8, 0, -8]), types: [0, 1])
    #expect(certain == likely)
  }
}
