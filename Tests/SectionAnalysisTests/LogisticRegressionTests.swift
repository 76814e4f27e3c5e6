import SectionAnalysis
import Testing

@Suite struct LogisticRegressionTests {
  @Test func `probabilities equal scikit-learn's for every penalty, weighting and two classes`()
    throws
  {
    let gold = try AnalysisGold.read().regression
    for expected in gold.cases {
      let labels = expected.twoClasses ? gold.y.map { min($0, 1) } : gold.y
      let model = try LogisticRegression(
        matrix(gold.x), labels: labels, classCount: expected.twoClasses ? 2 : 4,
        options: .init(
          inversePenalty: expected.c, classWeighting: expected.balanced ? .balanced : .none,
          gradientTolerance: 1e-9))
      #expect(model.hasConverged)
      let probabilities = model.probabilities(matrix(gold.new))
      let gap = largestGap(probabilities.values, expected.probabilities.flatMap { $0 })
      #expect(gap < 1e-6, "C \(expected.c), balanced \(expected.balanced)")
    }
  }

  @Test func `unlabelled rows do not matter, absent classes get probability 0`() throws {
    let gold = try AnalysisGold.read().regression
    let model = try LogisticRegression(
      matrix(gold.x), labels: gold.y.map { $0 == 2 ? -1 : $0 }, classCount: 6)
    #expect(model.trainedClasses == [0, 1, 3])
    let kept = gold.y.indices.filter { gold.y[$0] != 2 }
    let without = try LogisticRegression(
      matrix(gold.x).selectingRows(kept), labels: kept.map { gold.y[$0] }, classCount: 6)
    #expect(model == without)
    let probabilities = model.probabilities(matrix(gold.new))
    for row in 0..<probabilities.rowCount {
      #expect(probabilities[row, 2] == 0 && probabilities[row, 4] == 0)
      #expect(abs(probabilities[row: row].reduce(0, +) - 1) < 1e-12)
    }
    #expect(model.predictions(matrix(gold.new)) == probabilities.largestColumns())
  }

  @Test func `a power of -1 weighs classes as balanced does`() throws {
    let gold = try AnalysisGold.read().regression
    func fitted(_ weighting: LogisticRegression.ClassWeighting) throws -> FeatureMatrix {
      let options = LogisticRegression.Options(
        classWeighting: weighting, gradientTolerance: 1e-9)
      return try LogisticRegression(
        matrix(gold.x), labels: gold.y, classCount: 4, options: options
      ).probabilities(matrix(gold.new))
    }
    let balanced = try fitted(.balanced).values
    #expect(try largestGap(fitted(.power(-1)).values, balanced) < 1e-7)
    #expect(try largestGap(fitted(.power(0)).values, fitted(.none).values) < 1e-12)
    #expect(try largestGap(fitted(.power(-0.5)).values, balanced) > 1e-3)
  }

  @Test func `a constant feature changes nothing`() throws {
    let gold = try AnalysisGold.read().regression
    let widened = gold.x.map { $0 + [7.3] }
    let plain = try LogisticRegression(matrix(gold.x), labels: gold.y, classCount: 4)
    let wide = try LogisticRegression(matrix(widened), labels: gold.y, classCount: 4)
    let gap = largestGap(
      plain.probabilities(matrix(gold.new)).values,
      wide.probabilities(matrix(gold.new.map { $0 + [7.3] })).values)
    #expect(gap < 1e-6)
  }

  @Test func `one class, no label and NaN are errors`() {
    let x = matrix([[1], [2]])
    #expect(throws: AnalysisError("logistic regression", .oneClassOnly)) {
      try LogisticRegression(x, labels: [1, 1], classCount: 2)
    }
    #expect(throws: AnalysisError("logistic regression", .noLabelledCells)) {
      try LogisticRegression(x, labels: [-1, -1], classCount: 2)
    }
    #expect(throws: AnalysisError("logistic regression", .nonFinite(row: 0, column: 0))) {
      try LogisticRegression(matrix([[.infinity], [2]]), labels: [0, 1], classCount: 2)
    }
  }

  @Test func `a thousand cells of 166 genes and 15 classes are learnt`() throws {
    var generator = TestGenerator(state: 8)
    let labels = (0..<1000).map { Int32($0 % 15) }
    let values = labels.flatMap { code in
      (0..<166).map { ($0 % 15 == Int(code) ? 0.5 : 0) + generator.nextSigned() }
    }
    let features = FeatureMatrix(rowCount: 1000, columnCount: 166, values: values)
    let model = try LogisticRegression(
      features, labels: labels, classCount: 15, options: .init(inversePenalty: 0.03))
    #expect(model.hasConverged)
    let right = zip(model.predictions(features), labels).count { $0 == $1 }
    #expect(right > 900)
  }

  @Test func `without a feature the probabilities are the shares of the classes`() throws {
    let labels = (0..<100).map { Int32($0 < 70 ? 0 : $0 < 90 ? 1 : 2) }
    let features = FeatureMatrix(rowCount: 100, columnCount: 0)
    let model = try LogisticRegression(
      features, labels: labels, classCount: 3, options: .init(gradientTolerance: 1e-9))
    let probabilities = model.probabilities(features)
    for (code, share) in [0.7, 0.2, 0.1].enumerated() {
      #expect(abs(probabilities[0, code] - share) < 1e-6)
    }
  }
}
