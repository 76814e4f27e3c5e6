import SectionAnalysis

/// A temperature that makes confidence larger only as far as sections, or blocks of one, agree that it should be.
///
/// Below 1 a temperature sharpens. Where the likeliest one, T, does, it is raised by a standard error, but not above 1:
/// `T' = max(T, min(1, T exp(s)))`, s the error of log T by a delete-one-unit jackknife, `s² = (g − 1)/g Σ_u (t_u − t̄)²`, t_u the
/// logarithm of the temperature fitted without unit u of g (Tukey 1958; the rule of one standard error: Breiman et al. 1984).
/// Units that agree leave T as it is; of two sections of which one asks for more and the other for less confidence, neither is
/// followed.
package struct CautiousTemperature: Sendable, Equatable {
  /// `T'`
  package let temperature: Double

  /// More units than this are left out in as many groups: cells that lie nowhere are units of one cell each.
  package static let mostGroups = 16

  /// - Parameters:
  ///   - logits: `[cells, classes]`, finite.
  ///   - truth: `[cells]`, -1 leaves a cell out.
  ///   - units: which cells stand or fall together, `[cells]`.
  /// - Throws: `AnalysisError` where no cell has a true class.
  package init(logits: FeatureMatrix, truth: [Int32], units: [Int32]) throws {
    precondition(
      truth.count == units.count,
      "CautiousTemperature: \(truth.count) labels beside \(units.count) units")
    let likeliest = try TemperatureScaling(logits: logits, truth: truth).temperature
    let told = truth.indices.filter { truth[$0] >= 0 }
    let groups = Self.groups(of: told.map { units[$0] })
    guard likeliest < 1, let last = groups.max(), last > 0 else {
      temperature = likeliest
      return
    }
    let without = try (0...last).map { group in
      let rows = zip(told, groups).filter { $0.1 != group }.map(\.0)
      return logarithm(
        try TemperatureScaling(logits: logits.selectingRows(rows), truth: rows.map { truth[$0] })
          .temperature)
    }
    temperature = max(likeliest, min(1, likeliest * exponential(Self.error(ofMean: without))))
  }

  /// The place of each cell's unit among all, ascending, in turn over the groups.
  private static func groups(of units: [Int32]) -> [Int] {
    let places = Dictionary(
      uniqueKeysWithValues: Set(units).sorted().enumerated().map { ($1, $0 % mostGroups) })
    return units.map { places[$0] ?? 0 }
  }

  /// The standard error by what is left when one group is taken out.
  private static func error(ofMean without: [Double]) -> Double {
    let count = Double(without.count)
    let mean = without.reduce(0, +) / count
    let squares = without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return ((count - 1) / count * squares).squareRoot()
  }
}
