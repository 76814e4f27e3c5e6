/// Climbs a ladder of penalties for one expert: up while it gets better, else down.
///
/// Likelihood on validation cells has one peak along the ladder in all that was tried, so most rungs need no fit.
package struct PenaltySearch {
  private let ladder: [Double]
  private var likelihoods: [Double?]
  private var best: Int
  private var next: Int?

  /// - Parameter ladder: ascending, not empty; the search begins in its middle.
  package init(_ ladder: [Double]) {
    precondition(!ladder.isEmpty, "PenaltySearch: no penalty")
    self.ladder = ladder
    likelihoods = ladder.map { _ in nil }
    best = (ladder.count - 1) / 2
    next = best
  }

  /// What to try now; nil when the peak is found.
  package var candidate: Double? { next.map { ladder[$0] } }

  /// The best penalty so far.
  package var chosen: Double { ladder[best] }

  /// Takes the mean log-likelihood that the candidate reached; nil where nothing could be judged, which ends the search.
  /// Returns whether it is the best so far.
  package mutating func judge(_ likelihood: Double?) -> Bool {
    guard let tried = next else { return false }
    guard let likelihood else {
      next = nil
      return tried == best
    }
    likelihoods[tried] = likelihood
    let isBest = likelihood >= (likelihoods[best] ?? -.infinity)
    if isBest { best = tried }
    next = [best + 1, best - 1].first {
      likelihoods.indices.contains($0) && likelihoods[$0] == nil
    }
    return isBest
  }
}
