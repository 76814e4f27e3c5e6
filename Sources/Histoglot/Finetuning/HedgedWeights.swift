/// The weights of a mixture of experts after validation spoke for some of them with as many observations as it counts for.
///
/// `w_e = (n ŵ_e + E/2 π_e) / (n + E/2)`, ŵ the weights that validation likes best, n its observations
/// (`ValidationEvidence`), E experts, π the prior: the mean of the weights under Jeffreys' prior for a multinomial of which n
/// draws were seen. Two sections that judge each other, n = 2, give an expert that won everything .56 of five and the others
/// .11 each; from n = 7.5 on it is asked alone.
package enum HedgedWeights {
  /// An expert with less of the mixture than this is not asked.
  package static let least = 0.05
  /// The observations that each expert is given before validation speaks.
  package static let priorUnits = 0.5

  /// - Parameters:
  ///   - likeliest: ŵ, `[experts]`, summing to 1.
  ///   - prior: π, `[experts]`, summing to 1.
  ///   - observations: n, not negative.
  /// - Returns: `[experts]`, summing to 1; 0 for those that are not asked.
  package static func weights(
    likeliest: [Double], prior: [Double], observations: Double
  ) -> [Double] {
    precondition(
      likeliest.count == prior.count, "HedgedWeights: \(likeliest.count) and \(prior.count) experts"
    )
    let given = priorUnits * Double(likeliest.count)
    let hedged = zip(likeliest, prior).map {
      (observations * $0 + given * $1) / (observations + given)
    }
    let kept = hedged.map { $0 < least ? 0 : $0 }
    let total = kept.reduce(0, +)
    return kept.map { $0 / total }
  }
}
