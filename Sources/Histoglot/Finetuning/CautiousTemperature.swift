import SectionAnalysis

/// A temperature that makes confidence larger only as far as sections agree that it should be.
///
/// Below 1 a temperature sharpens. Where the likeliest one, T, does, it is raised by a standard error, but not above 1:
/// `T' = max(T, min(1, T exp(s)))`, s the error of log T by a jackknife that leaves out one section at a time,
/// `s² = (g − 1)/g Σ_u (t_u − t̄)²`, t_u the logarithm of the temperature fitted without section u of g (Tukey 1958; the rule
/// of one standard error: Breiman et al. 1984).
/// Sections that agree leave T as it is; of two of which one asks for more and the other for less confidence, neither is
/// followed.
package struct CautiousTemperature: Sendable, Equatable {
  /// `T'`
  package let temperature: Double

  /// More sections than this are left out in as many groups.
  package static let mostGroups = 16

  /// - Parameters:
  ///   - logits: `[cells, classes]`, finite.
  ///   - truth: `[cells]`, -1 leaves a cell out.
  ///   - sections: which section each cell is of, `[cells]`.
  /// - Throws: `AnalysisError` where no cell has a true class.
  package init(logits: FeatureMatrix, truth: [Int32], sections: [Int32]) throws {
    precondition(
      truth.count == sections.count,
      "CautiousTemperature: \(truth.count) labels beside \(sections.count) cells of sections")
    let likeliest = try TemperatureScaling(logits: logits, truth: truth).temperature
    let told = truth.indices.filter { truth[$0] >= 0 }
    let groups = Self.groups(of: told.map { sections[$0] })
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

  /// The place of each cell's section among all, ascending, in turn over the groups.
  private static func groups(of sections: [Int32]) -> [Int] {
    let places = Dictionary(
      uniqueKeysWithValues: Set(sections).sorted().enumerated().map { ($1, $0 % mostGroups) })
    return sections.map { places[$0] ?? 0 }
  }

  /// The standard error by what is left when one group is taken out.
  private static func error(ofMean without: [Double]) -> Double {
    let count = Double(without.count)
    let mean = without.reduce(0, +) / count
    let squares = without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return ((count - 1) / count * squares).squareRoot()
  }
}
