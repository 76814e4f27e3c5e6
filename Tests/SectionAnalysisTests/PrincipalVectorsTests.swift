import SectionAnalysis
import Testing

@Suite("Principal vectors")
struct PrincipalVectorsTests {
  /// Rows that vary along one direction, with a little of something else.
  private func rows(along direction: [Double], beside other: [Double]) -> FeatureMatrix {
    let values = (0..<60).flatMap { row in
      let (large, small) = (Double(row % 7) - 3, 0.1 * (Double(row % 5) - 2))
      return direction.indices.map { large * direction[$0] + small * other[$0] }
    }
    return FeatureMatrix(rowCount: 60, columnCount: direction.count, values: values)
  }

  @Test("A set has all its directions in common with itself")
  func itself() throws {
    let set = rows(along: [1, 0, 0], beside: [0, 1, 0])
    let common = try PrincipalVectors(set, set, components: 2)
    #expect(common.cosines.count == 2)
    #expect(common.cosines.allSatisfy { abs($0 - 1) < 1e-9 })
  }

  @Test("Only what two sets share is kept")
  func shared() throws {
    let common = try PrincipalVectors(
      rows(along: [1, 0, 0, 0], beside: [0, 1, 0, 0]),
      rows(along: [0, 0, 1, 0], beside: [1, 0, 0, 0]), components: 2)
    #expect(common.cosines.count == 1)
    #expect(abs(common.cosines[0] - 1) < 1e-9)
    let direction = common.vectors[row: 0]
    #expect(abs(abs(direction[0]) - 1) < 1e-9)
  }

  @Test("Scores are lengths along the vectors")
  func scores() throws {
    let set = rows(along: [1, 0, 0], beside: [0, 1, 0])
    let common = try PrincipalVectors(set, set, components: 1)
    let scores = common.scores(
      FeatureMatrix(rowCount: 1, columnCount: 3, values: [2, 9, 9] as [Double]))
    #expect(abs(abs(scores[0, 0]) - 2) < 0.1)
  }
}
