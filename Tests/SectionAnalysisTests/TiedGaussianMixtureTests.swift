import Foundation
import SectionAnalysis
import Testing

@Suite struct TiedGaussianMixtureTests {
  /// Rows in three long bands side by side, each longer than the bands are apart, and their bands.
  private func bands(rows: Int = 600, seed: UInt64 = 5) -> (FeatureMatrix, [Int32]) {
    var generator = TestGenerator(state: seed)
    let codes = (0..<rows).map { Int32($0 % 3) }
    let values = codes.flatMap { code in
      // Sums of uniform numbers are nearly normal.
      let along = (0..<6).reduce(0.0) { sum, _ in sum + 1.2 * generator.nextSigned() }
      let across = (0..<6).reduce(0.0) { sum, _ in sum + 0.1 * generator.nextSigned() }
      return [along, 2 * Double(code) + across + 0.3 * along]
    }
    return (FeatureMatrix(rowCount: rows, columnCount: 2, values: values), codes)
  }

  private func fit(
    _ features: FeatureMatrix, _ groups: Int, seed: UInt64 = 1, restarts: Int = 8, threads: Int = 1
  ) throws -> TiedGaussianMixture {
    var generator = TestGenerator(state: seed)
    return try TiedGaussianMixture(
      features, groupCount: groups, search: .init(restarts: restarts), threads: threads,
      using: &generator)
  }

  @Test func `bands are told apart that k-means cuts across`() throws {
    let (features, codes) = bands()
    var generator = TestGenerator(state: 1)
    let cut = try KMeans(features, groupCount: 3, restarts: 8, using: &generator)
    #expect(try ClusterAgreement(cut.codes, codes).adjustedRand < 0.9)
    let mixture = try fit(features, 3)
    let found = mixture.probabilities(features).largestColumns()
    #expect(try ClusterAgreement(found, codes).adjustedRand > 0.99)
    for weight in mixture.weights { #expect(abs(weight - 1.0 / 3) < 0.01) }
  }

  @Test func `the likelihood never falls`() throws {
    let (features, _) = bands()
    for groups in [1, 3, 7] {
      for seed in UInt64(1)...5 {
        let steps = try fit(features, groups, seed: seed, restarts: 1).logLikelihoods
        #expect(steps.count > 1)
        for (before, after) in zip(steps, steps.dropFirst()) { #expect(after > before - 1e-9) }
      }
    }
  }

  @Test func `the likelihood is the mean logarithm of the density`() throws {
    let (features, _) = bands(rows: 90)
    let mixture = try fit(features, 3)
    let s = mixture.covariance
    let determinant = s[0, 0] * s[1, 1] - s[0, 1] * s[1, 0]
    var sum = 0.0
    for row in 0..<features.rowCount {
      var density = 0.0
      for group in 0..<3 {
        let x = features[row, 0] - mixture.means[group, 0]
        let y = features[row, 1] - mixture.means[group, 1]
        let squared = (s[1, 1] * x * x - 2 * s[0, 1] * x * y + s[0, 0] * y * y) / determinant
        density +=
          mixture.weights[group] * exp(-squared / 2) / (2 * .pi * determinant.squareRoot())
      }
      sum += log(density)
    }
    // The last step may have been one of the parameters after the last likelihood.
    #expect(abs(sum / Double(features.rowCount) - mixture.logLikelihood) < 1e-3)
  }

  @Test func `one group is the rows' own mean and covariance`() throws {
    let (features, _) = bands(rows: 60)
    let mixture = try fit(features, 1)
    let scale = Standardizer(features)
    #expect(largestGap(mixture.means.values, scale.means) < 1e-9)
    for column in 0..<2 {
      let variance = scale.deviations[column] * scale.deviations[column]
      #expect(abs(mixture.covariance[column, column] / variance - 1) < 1e-4)
    }
  }

  @Test func `turned and stretched rows part alike`() throws {
    let (features, _) = bands()
    var changed = features
    for row in 0..<features.rowCount {
      changed[row, 0] = 1.5 * features[row, 0] - 0.3 * features[row, 1] + 7
      changed[row, 1] = 0.8 * features[row, 1] + 0.2 * features[row, 0]
    }
    let first = try fit(features, 3).probabilities(features).largestColumns()
    let second = try fit(changed, 3, restarts: 20).probabilities(changed).largestColumns()
    #expect(try ClusterAgreement(first, second).adjustedRand > 0.99)
  }

  @Test func `rows in another order part alike`() throws {
    let (features, _) = bands()
    var order = Array(0..<features.rowCount)
    var generator = TestGenerator(state: 8)
    order.shuffle(using: &generator)
    let first = try fit(features, 3).probabilities(features).selectingRows(order)
    let other = features.selectingRows(order)
    let second = try fit(other, 3).probabilities(other)
    #expect(
      try ClusterAgreement(first.largestColumns(), second.largestColumns()).adjustedRand > 0.999)
  }

  @Test func `threads change nothing, and the same generator gives the same mixture`() throws {
    let (features, _) = bands(rows: 5_000)
    let one = try fit(features, 5, restarts: 2, threads: 1)
    #expect(try fit(features, 5, restarts: 2, threads: 3) == one)
    #expect(one.probabilities(features, threads: 1) == one.probabilities(features, threads: 3))
  }

  @Test func `probabilities of a row add up to 1, also far from all groups`() throws {
    let (features, _) = bands(rows: 60)
    let mixture = try fit(features, 3)
    let probabilities = mixture.probabilities(
      matrix([[0, 0], [1e6, -1e6], [features[0, 0], features[0, 1]]]))
    for row in 0..<3 {
      #expect(abs(probabilities[row: row].reduce(0, +) - 1) < 1e-12)
      #expect(probabilities[row: row].allSatisfy { $0.isFinite })
    }
  }

  @Test func `equal rows and columns without variance do no harm, a NaN is an error`() throws {
    let mixture = try fit(matrix([[2, 0], [2, 0], [2, 0], [2, 0]]), 2)
    #expect(mixture.probabilities(matrix([[2, 0]])).values.allSatisfy { $0.isFinite })
    #expect(throws: AnalysisError.self) { try fit(matrix([[1], [.nan], [2]]), 2) }
    #expect(throws: AnalysisError.self) { try fit(matrix([[1]]), 2) }
  }
}
