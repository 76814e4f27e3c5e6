/// How much validation can tell: cells of one section, or of one block of tissue, are right or wrong together.
///
/// The mean over m cells of a unit (a section or block) has the variance of m / (1 + (m − 1) ρ) cells apart, ρ the correlation
/// within a unit; counted in units of endlessly many cells, which are one observation each, that is about
/// `m / (m + (1 − ρ)/ρ)` (the design effect of cluster samples: Kish, Survey Sampling, 1965).
package struct ValidationEvidence: Sendable, Equatable {
  /// Summed over units; at most their number.
  package let observations: Double
  /// Whether a unit says less than half of what it would with all of its cells labelled. What is known of labels beside
  /// validation then has a say.
  package let isThin: Bool

  /// Of being labelled rightly, within a block: the median over five experts on eight halves of sections, where it ran from
  /// .02 to .17 (docs/experiments.md, "Few labels").
  private static let correlation = 0.07

  /// - Parameter units: the section or block of each cell that validates.
  package init(units: [Int32]) {
    var sizes: [Int32: Int] = [:]
    for unit in units { sizes[unit, default: 0] += 1 }
    let half = (1 - Self.correlation) / Self.correlation
    observations = sizes.values.sorted().reduce(0) { $0 + Double($1) / (Double($1) + half) }
    isThin = observations < 0.5 * Double(sizes.count)
  }
}

extension ValidationEvidence {
  init(_ opinions: [ExpertOpinions]) {
    self.init(
      units: opinions.flatMap { opinion in
        opinion.judged.filter { opinion.known[$0] >= 0 }.map { opinion.units[$0] }
      })
  }
}
