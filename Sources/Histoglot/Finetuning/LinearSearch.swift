/// What a linear expert is fitted by.
package struct LinearInput: Sendable, Equatable {
  /// scikit-learn's `C`.
  package var inversePenalty: Double
  package var scale: InputScale

  package init(inversePenalty: Double, scale: InputScale = .training) {
    self.inversePenalty = inversePenalty
    self.scale = scale
  }
}

/// Finds penalty and scale of one expert: for each scale the best penalty, then the better of these.
package struct LinearSearch {
  private let scales: [InputScale]
  private var searches: [PenaltySearch]
  private var likelihoods: [Double?]
  private var current = 0
  private var best = 0

  /// How much likelier, in nats a cell, the truth must be on another scale than the first: a scale of its own takes from a
  /// section what it holds more of than others.
  static let leastGain = 0.02

  /// - Parameters:
  ///   - ladder: of `C`, ascending.
  ///   - scales: not empty; the first is taken where nothing can be judged.
  package init(_ ladder: [Double], scales: [InputScale]) {
    precondition(!scales.isEmpty, "LinearSearch: no scale")
    self.scales = scales
    searches = scales.map { _ in PenaltySearch(ladder) }
    likelihoods = scales.map { _ in nil }
  }

  /// What to try now; nil when the search is over.
  package var candidate: LinearInput? {
    guard scales.indices.contains(current) else { return nil }
    return searches[current].candidate.map {
      LinearInput(inversePenalty: $0, scale: scales[current])
    }
  }

  /// The best so far.
  package var chosen: LinearInput {
    LinearInput(inversePenalty: searches[best].chosen, scale: scales[best])
  }

  /// Takes the mean log-likelihood that the candidate reached, in nats a cell; nil where nothing could be judged, which ends
  /// the search. Returns whether it is the best so far.
  package mutating func judge(_ likelihood: Double?) -> Bool {
    guard scales.indices.contains(current) else { return false }
    let isBestOfScale = searches[current].judge(likelihood)
    guard let likelihood else {
      let isBest = current == best && isBestOfScale
      current = scales.count
      return isBest
    }
    if isBestOfScale { likelihoods[current] = likelihood }
    var isBest = isBestOfScale && current == best
    if current != best, isBestOfScale,
      likelihood > (likelihoods[best] ?? -.infinity) + Self.leastGain
    {
      best = current
      isBest = true
    }
    if searches[current].candidate == nil { current += 1 }
    return isBest
  }
}

extension LabelExpert {
  /// What it is fitted by; nil for a network, or a linear expert that was never fitted.
  var input: LinearInput? {
    inversePenalty.map { LinearInput(inversePenalty: $0, scale: scale ?? .training) }
  }
}
