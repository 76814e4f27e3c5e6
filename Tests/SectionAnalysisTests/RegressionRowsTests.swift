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
