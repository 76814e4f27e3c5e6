import SectionAnalysis
import Testing

@Suite struct PrincipalComponentsTests {
  @Test func `variances and scores equal scikit-learn's up to sign`() throws {
    let gold = try AnalysisGold.read().components
    let found = try PrincipalComponents(matrix(gold.x), count: 5)
    #expect(largestGap(found.variances, gold.variances) < 1e-7)
    let scores = found.scores(matrix(Array(gold.x.prefix(3))))
    #expect(largestGap(scores.values.map(abs), gold.magnitudes.flatMap { $0 }) < 1e-7)
  }

  @Test func `components are orthonormal and all of them rebuild the rows`() throws {
    var generator = TestGenerator(state: 12)
    for width in [1, 2, 3, 17, 64] {
      let rows = 2 * width + 3
      let x = FeatureMatrix(
        rowCount: rows, columnCount: width,
        values: (0..<rows * width).map { Double($0 % width + 1) * generator.nextSigned() })
      let found = try PrincipalComponents(x, count: width)
      for first in 0..<width {
        for second in 0..<width {
          let product = zip(found.components[row: first], found.components[row: second])
            .reduce(0) { $0 + $1.0 * $1.1 }
          #expect(abs(product - (first == second ? 1 : 0)) < 1e-12)
        }
      }
      let scores = found.scores(x)
      for row in 0..<rows {
        for column in 0..<width {
          let rebuilt = (0..<width).reduce(found.means[column]) {
            $0 + scores[row, $1] * found.components[$1, column]
          }
          #expect(abs(rebuilt - x[row, column]) < 1e-10)
        }
      }
      #expect(abs(found.variances.reduce(0, +) - found.totalVariance) < 1e-9)
    }
  }

  @Test func `repeated and zero variances are no trouble`() throws {
    // Two equal variances, one column of zeros, one constant.
    let x = matrix([[1, 0, 0, 5], [-1, 0, 0, 5], [0, 1, 0, 5], [0, -1, 0, 5]])
    let found = try PrincipalComponents(x, count: 9)
    #expect(largestGap(found.variances, [2.0 / 3, 2.0 / 3, 0, 0]) < 1e-12)
  }

  @Test func `a single row has no direction`() {
    #expect(throws: AnalysisError("principal components", .tooFewRows(rows: 1, needed: 2))) {
      try PrincipalComponents(matrix([[1, 2]]), count: 1)
    }
  }
}
