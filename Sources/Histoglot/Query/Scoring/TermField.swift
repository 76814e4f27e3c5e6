/// What one term of a query says of each cell before its neighbours are asked.
struct TermEvidence: Sendable {
  /// `e`, `[places]`.
  var values: [Double]
  /// Whether the term was negated.
  var isNegated: Bool
}

/// Terms on a common scale: `s = min_t ± (ē_t − mean_t) / deviation_t`, ē the mean of e over a cell's neighbourhood.
///
/// The minimum makes `and` strict and legible: a cell fits a query as well as it fits the term it fits worst, so that
/// where the score is above a threshold, so is every term.
struct TermField: Sendable {
  private(set) var field: TissueField
  let terms: [TermEvidence]
  /// Of each term.
  private let scales: [FieldScale]
  /// Of what comes out.
  private let whole: FieldScale
  /// `[places]`, in deviations over all cells.
  let scores: [Double]

  init(_ field: TissueField, terms: [TermEvidence]) {
    precondition(!terms.isEmpty, "TermField: no terms")
    let smoothed = terms.map { field.smoothed($0.values) }
    let scales = smoothed.map(FieldScale.init)
    let joint = Self.joined(smoothed, terms, scales)
    let whole = FieldScale(joint)
    self.field = field
    self.terms = terms
    self.scales = scales
    self.whole = whole
    scores = whole(joint)
  }

  /// The same scores, worked on by so many threads.
  func onThreads(_ threads: Int) -> TermField {
    var copy = self
    copy.field.threads = threads
    return copy
  }

  private static func joined(
    _ smoothed: [[Double]], _ terms: [TermEvidence], _ scales: [FieldScale]
  ) -> [Double] {
    var joint: [Double] = []
    for term in terms.indices {
      let sign = terms[term].isNegated ? -1.0 : 1.0
      let scaled = scales[term](smoothed[term]).map { sign * $0 }
      joint = joint.isEmpty ? scaled : zip(joint, scaled).map { min($0, $1) }
    }
    return joint
  }

  /// The scores if the cells lay elsewhere, on the scale of where they do lie.
  ///
  /// - Parameter cells: which cell lies at each place, `[places]`.
  func scores(permutedBy cells: [Int]) -> [Double] {
    let smoothed = terms.map { term in field.smoothed(cells.map { term.values[$0] }) }
    return whole(Self.joined(smoothed, terms, scales))
  }
}
