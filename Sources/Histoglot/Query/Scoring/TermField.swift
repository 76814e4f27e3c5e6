/// Terms on a common scale: `s = min_t ± (ē_t − mean_t) / deviation_t`, ē the mean of e over a cell's neighbourhood.
///
/// The minimum makes `and` strict and legible: a cell fits a query as well as it fits the term it fits worst, so that
/// where the score is above a threshold, so is every term, and where it is above 0, the cell fits every term better
/// than the average cell does. Beside what is asked for, a negated term only takes out: `s = u − (ē − mean) / deviation`
/// with u the score from which the term's own region would begin (`ScoreThreshold`), lest "hippocampus and not white
/// matter" take out the half of all cells that have more of white matter's company than the average.
struct TermField: Sendable {
  private(set) var field: TissueField
  private struct Term: Sendable {
    var evidence: Evidence.Scaled
    /// `s = sign · z + shift`
    var sign: Double
    var shift: Double
  }

  private let terms: [Term]
  /// `[places]`, in deviations over all cells.
  let scores: [Double]

  /// From which score on cells belong to a region.
  var threshold: Double {
    terms.count == 1 && terms[0].sign > 0
      ? terms[0].evidence.cut(of: scores) : ScoreThreshold.separating(scores)
  }

  init(_ field: TissueField, terms: [TermEvidence]) {
    precondition(!terms.isEmpty, "TermField: no terms")
    let asks = terms.contains { !$0.isNegated }
    let scaled = terms.map { term in
      let evidence = Evidence.Scaled(term.evidence, field)
      let takesOut = term.isNegated && asks
      return Term(
        evidence: evidence, sign: term.isNegated ? -1 : 1,
        shift: takesOut ? evidence.cut(of: evidence.scores(field, cells: nil)) : 0)
    }
    self.field = field
    self.terms = scaled
    scores = Self.joined(scaled, field, cells: nil)
  }

  /// The same scores, worked on by so many threads.
  func onThreads(_ threads: Int) -> TermField {
    var copy = self
    copy.field.threads = threads
    return copy
  }

  private static func joined(
    _ terms: [Term], _ field: TissueField, cells: [Int]?
  ) -> [Double] {
    var joint: [Double] = []
    for term in terms {
      let scaled = term.evidence.scores(field, cells: cells).map { term.sign * $0 + term.shift }
      joint = joint.isEmpty ? scaled : zip(joint, scaled).map { min($0, $1) }
    }
    return joint
  }

  /// The scores if the cells lay elsewhere; who is near to whom, and what regions they make, follow from there.
  ///
  /// - Parameter cells: which cell lies at each place, `[places]`.
  func scores(permutedBy cells: [Int]) -> [Double] {
    Self.joined(terms, field, cells: cells)
  }
}
