import SectionAnalysis
import Testing

@Suite struct KMeansTests {
  /// 200 rows around four corners of a square, and the corner of each.
  private func corners() -> (FeatureMatrix, [Int32]) {
    var generator = TestGenerator(state: 5)
    let codes = (0..<200).map { Int32($0 % 4) }
    let values = codes.flatMap { code in
      [
        Double(code % 2) * 10 + generator.nextSigned(),
        Double(code / 2) * 10 + generator.nextSigned(),
      ]
    }
    return (FeatureMatrix(rowCount: 200, columnCount: 2, values: values), codes)
  }

  @Test func `planted groups are found`() throws {
    let (features, codes) = corners()
    var generator = TestGenerator(state: 1)
    let groups = try KMeans(features, groupCount: 4, using: &generator)
    #expect(try ClusterAgreement(groups.codes, codes).adjustedRand == 1)
  }

  @Test func `inertia is the squared distance to the means of the groups`() throws {
    let (features, _) = corners()
    var generator = TestGenerator(state: 2)
    let groups = try KMeans(features, groupCount: 3, using: &generator)
    var expected = 0.0
    for code in Int32(0)..<3 {
      let rows = groups.codes.indices.filter { groups.codes[$0] == code }
      for column in 0..<2 {
        let mean = rows.reduce(0) { $0 + features[$1, column] } / Double(rows.count)
        #expect(abs(mean - groups.centers[Int(code), column]) < 1e-9)
        for row in rows {
          expected += (features[row, column] - mean) * (features[row, column] - mean)
        }
      }
    }
    #expect(abs(groups.inertia - expected) < 1e-6)
  }

  @Test func `the same generator state gives the same groups`() throws {
    let (features, _) = corners()
    var first = TestGenerator(state: 9)
    var second = TestGenerator(state: 9)
    #expect(
      try KMeans(features, groupCount: 7, using: &first)
        == KMeans(features, groupCount: 7, using: &second))
  }

  @Test func `as many groups as rows leaves no distance, also among equal rows`() throws {
    var generator = TestGenerator(state: 3)
    let rows = matrix([[0, 0], [1, 1], [5, 5]])
    #expect(try KMeans(rows, groupCount: 3, using: &generator).inertia == 0)
    let equal = matrix([[2, 2], [2, 2], [2, 2]])
    #expect(try KMeans(equal, groupCount: 2, using: &generator).inertia == 0)
  }

  @Test func `fewer rows than groups, or a NaN, is an error`() {
    var generator = TestGenerator(state: 4)
    #expect(throws: AnalysisError("k-means", .tooFewRows(rows: 2, needed: 3))) {
      try KMeans(matrix([[1], [2]]), groupCount: 3, using: &generator)
    }
    #expect(throws: AnalysisError("k-means", .nonFinite(row: 1, column: 0))) {
      try KMeans(matrix([[1], [.nan]]), groupCount: 1, using: &generator)
    }
  }
}
