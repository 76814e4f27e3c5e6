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

  @Test func `many rows of more columns are fitted as all columns ask, from 0 or from a fit`()
    throws
  {
    var generator = TestGenerator(state: 5)
    let (count, width) = (520, 2100)
    let values = (0..<count).map { _ in (0..<width).map { _ in generator.nextSigned() } }
    let labels = values.map { $0[0] > 0.3 ? Int32(0) : $0[1] > 0 ? 1 : 2 }
    let trust = (0..<count).map { $0 % 3 == 0 ? 0.5 : 1 }
    let rows = try RegressionRows(matrix(values), labels: labels, classCount: 3)
    // Rows in as many columns as rows are kept beside them.
    #expect(rows.elementCount == count * width + count * count)
    let options = LogisticRegression.Options(inversePenalty: 0.01, gradientTolerance: 1e-7)
    let model = LogisticRegression(rows, trust: trust, options: options)
    #expect(model.hasConverged && model.iterations > 3)
    // At the optimum `w_k = C Σ_i t_i (y_ik − p_ik) z_i`, z the standardized rows.
    let probabilities = model.probabilities(matrix(values))
    let scaled = model.standardizer(matrix(values))
    var largest = 0.0
    for code in 0..<3 {
      for column in 0..<width {
        var wanted = 0.0
        for row in 0..<count {
          let truth = labels[row] == Int32(code) ? 1.0 : 0
          wanted += 0.01 * trust[row] * (truth - probabilities[row, code]) * scaled[row, column]
        }
        largest = max(largest, abs(model.weights[code, column] - wanted))
      }
    }
    #expect(largest < 1e-6, "\(largest)")
    #expect(model.weights.values.contains { abs($0) > 1e-2 })
    let again = LogisticRegression(rows, trust: trust, startingFrom: model, options: options)
    #expect(again.iterations <= 2)
    #expect(largestGap(again.weights.values, model.weights.values) < 1e-6)
  }
}
