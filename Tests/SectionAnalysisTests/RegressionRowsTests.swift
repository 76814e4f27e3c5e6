import SectionAnalysis
import Testing

@Suite struct RegressionRowsTests {
  @Test func `rows made ready once are fitted by each penalty as they are anew`() throws {
    let gold = try AnalysisGold.read().regression
    let labels = gold.y.enumerated().map { $0 % 7 == 3 ? -1 : $1 }
    for standardizes in [true, false] {
      let rows = try RegressionRows(
        matrix(gold.x), labels: labels, classCount: 5, standardizes: standardizes)
      #expect(rows.elementCount == labels.count { $0 >= 0 } * gold.x[0].count)
      for penalty in [0.003, 0.1, 1] {
        let options = LogisticRegression.Options(
          inversePenalty: penalty, classWeighting: .power(-0.5), standardizes: standardizes)
        let anew = try LogisticRegression(
          matrix(gold.x), labels: labels, classCount: 5, options: options)
        #expect(LogisticRegression(rows, options: options) == anew)
      }
    }
  }

  @Test
  func `a view that varies less is divided by the root of its own deviation and the first view's`()
    throws
  {
    var generator = TestGenerator(state: 5)
    // Two things, and a view of both that varies a quarter and a ninth as much.
    let values = (0..<60).map { _ -> [Double] in
      let own = [4 * generator.nextSigned(), generator.nextSigned()]
      return own + [generator.nextSigned(), generator.nextSigned() / 9]
    }
    let labels = (0..<60).map { Int32($0 % 2) }
    let alone = try RegressionRows(matrix(values), labels: labels, classCount: 2).standardizer
    let rows = try RegressionRows(matrix(values), labels: labels, classCount: 2, group: 2)
    #expect(rows.standardizer.means == alone.means)
    #expect(rows.standardizer.deviations[..<2] == alone.deviations[..<2])
    for column in 0..<2 {
      let wanted = (alone.deviations[column] * alone.deviations[2 + column]).squareRoot()
      #expect(abs(rows.standardizer.deviations[2 + column] - wanted) < 1e-12)
    }
    // The fit still says of features as they are what it says of scaled ones.
    let options = LogisticRegression.Options(inversePenalty: 1e4, gradientTolerance: 1e-9)
    let (fit, plain) = (
      LogisticRegression(rows, options: options),
      LogisticRegression(
        try RegressionRows(matrix(values), labels: labels, classCount: 2), options: options)
    )
    let (found, wanted) = (fit.probabilities(matrix(values)), plain.probabilities(matrix(values)))
    #expect(fit.hasConverged && plain.hasConverged)
    #expect(zip(found.values, wanted.values).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test func `where rows are fewer than columns, weights lie in the space of the rows`() throws {
    var generator = TestGenerator(state: 3)
    let values = (0..<4).map { _ in (0..<9).map { _ in generator.nextSigned() } }
    let model = try LogisticRegression(
      matrix(values), labels: [0, 1, 2, 0], classCount: 3,
      options: .init(standardizes: false, gradientTolerance: 1e-10))
    #expect(model.hasConverged)
    // At the optimum `w_k = -C Σ_i (p_ik - y_ik) x_i`, with the probabilities that the model itself gives.
    let probabilities = model.probabilities(matrix(values))
    for code in 0..<3 {
      for column in 0..<9 {
        var wanted = 0.0
        for row in 0..<4 {
          let truth = [0, 1, 2, 0][row] == code ? 1.0 : 0
          wanted += (truth - probabilities[row, code]) * values[row][column]
        }
        #expect(abs(model.weights[code, column] - wanted) < 1e-7)
      }
    }
  }
}
