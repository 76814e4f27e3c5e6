import Autodiff
import SectionAnalysis

/// Some pairs made ready to regress their texts on their features, by whatever trust.
struct PairRows: Sendable {
  /// The pairs that are learned from.
  let pairs: [Int]
  private let rows: RegressionRows

  /// Regression sees about so many numbers, pairs times features; beyond, every n-th pair of each text, so that none is lost.
  private static let mostElements = 1 << 23

  /// The texts that have pairs here, ascending.
  var texts: [Int] { rows.trainedClasses }

  /// - Parameter chosen: which pairs.
  /// - Returns: nil where they have fewer than two texts.
  init?<Scalar: Real>(_ all: AlignmentPairs<Scalar>, chosen: [Int]) {
    let elements = chosen.count * all.featureWidth
    let step = max(1, (elements + Self.mostElements - 1) / Self.mostElements)
    var met = [Int](repeating: 0, count: all.textCount)
    let pairs = chosen.filter { pair in
      let text = all.textIDs[pair]
      met[text] += 1
      return (met[text] - 1) % step == 0
    }
    let features = FeatureMatrix(
      rowCount: pairs.count, columnCount: all.featureWidth,
      values: all.features(of: pairs).map(\.inDouble))
    // What else is refused, values that are not finite, no section that was read has.
    guard
      let rows = try? RegressionRows(
        features, labels: pairs.map { Int32(all.textIDs[$0]) }, classCount: all.textCount,
        standardizes: false)
    else { return nil }
    self.pairs = pairs
    self.rows = rows
  }

  /// - Parameters:
  ///   - trust: how far each of *all* pairs is trusted, `[pairs]`.
  ///   - start: an earlier fit of these rows.
  func fit(
    trust: [Double], inversePenalty: Double, startingFrom start: LogisticRegression? = nil
  ) -> LogisticRegression {
    LogisticRegression(
      rows, trust: pairs.map { trust[$0] }, startingFrom: start,
      options: .init(
        inversePenalty: inversePenalty, maximumIterations: 100,
        gradientTolerance: 2e-4))
  }
}
