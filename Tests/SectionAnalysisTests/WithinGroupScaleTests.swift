import Autodiff
import SectionAnalysis
import Testing

@Suite("Within-group scale")
struct WithinGroupScaleTests {
  /// Two groups far apart along the first column, of a covariance with correlated columns of unequal variance.
  private static func planted(_ count: Int) -> (rows: FeatureMatrix, groups: [Int32]) {
    var generator = SeededGenerator(seed: 5)
    var values: [Double] = []
    for row in 0..<count {
      let (a, b, c) = (generator.normal(), generator.normal(), generator.normal())
      values += [3 * a + (row % 2 == 0 ? 40 : -40), 2 * a + 0.5 * b, 0.1 * c]
    }
    return (
      FeatureMatrix(rowCount: count, columnCount: 3, values: values),
      (0..<count).map { Int32($0 % 2) }
    )
  }

  @Test("rows of one group vary as much along every direction, and not together")
  func isotropy() throws {
    let (rows, groups) = Self.planted(20_000)
    let scale = try WithinGroupScale(rows, groups: groups)
    #expect(scale.shrinkage >= 0 && scale.shrinkage < 0.01)
    for group in 0..<2 {
      let own = rows.selectingRows((0..<rows.rowCount).filter { groups[$0] == group })
      let places = FeatureMatrix(
        rowCount: own.rowCount, columnCount: 3,
        values: (0..<own.rowCount).flatMap { row in
          (0..<3).map { direction in
            zip(own[row: row], scale.directions[row: direction]).reduce(0) { $0 + $1.0 * $1.1 }
          }
        })
      let components = try PrincipalComponents(places, count: 3)
      // The direction of the least variance is held up by the shrinkage.
      #expect(components.variances.prefix(2).allSatisfy { abs($0 - 1) < 0.05 })
      #expect(components.variances[2] > 0.2 && components.variances[2] < 1.05)
    }
  }

  @Test("few rows of many columns are drawn towards the identity")
  func shrinkage() throws {
    var generator = SeededGenerator(seed: 6)
    let rows = FeatureMatrix(
      rowCount: 12, columnCount: 30, values: (0..<360).map { _ in generator.normal() })
    let scale = try WithinGroupScale(rows, groups: (0..<12).map { Int32($0 % 3) })
    #expect(scale.shrinkage > 0.5 && scale.shrinkage <= 1)
    #expect(scale.directions.values.allSatisfy { $0.isFinite })
  }

  @Test("rows that do not vary within their groups give finite directions, one row is refused")
  func degenerate() throws {
    let rows = FeatureMatrix(rowCount: 4, columnCount: 2, values: [1.0, 2, 1, 2, 3, 4, 3, 4])
    let scale = try WithinGroupScale(rows, groups: [0, 0, 1, 1])
    #expect(scale.directions.values.allSatisfy { $0.isFinite })
    #expect(throws: AnalysisError.self) {
      try WithinGroupScale(
        FeatureMatrix(rowCount: 1, columnCount: 1, values: [1.0]), groups: [0])
    }
  }
}
