/// What an epoch told of each pair.
public struct PairObservations: Sendable {
  /// `p_given = softmax(u · v_texts / τ)` of the pair's own text among distinct texts, `[pairs]`.
  public var given: [Double]
  /// The largest `p` of another text, `[pairs]`.
  public var rival: [Double]
  /// `√(P^CT_ii P^TC_ii)` as training met it, `[pairs]`.
  public var symmetry: [Double]

  public init(given: [Double], rival: [Double], symmetry: [Double]) {
    precondition(
      given.count == rival.count && given.count == symmetry.count,
      "PairObservations: \(given.count), \(rival.count) and \(symmetry.count) pairs")
    self.given = given
    self.rival = rival
    self.symmetry = symmetry
  }
}

/// How far each pair is trusted, `W` in 0.05...1, or 0...1 with `noise`: learned from what the towers themselves
/// say of it, and with `noise` from what is known before, held constant in the gradient (OKR-CELL, arXiv 2601.05648, the reliability of pairs).
public struct PairReliability: Sendable {
  public let form: AlignmentOptions.Reliability
  /// `W`, `[pairs]`.
  public private(set) var weights: [Double]
  /// How many times as likely a rival must be before the ratio costs trust.
  private let rivalMargin: Double
  /// What was known of the pairs before any tower learned, `[pairs]`; 1 but with `noise`.
  private var prior: [Double]
  /// The ratio, a mean over epochs that forgets, `[pairs]`.
  private var ratio: [Double]
  /// Epochs with full trust that are left.
  private var warmUp: Int
  /// Sum and sum of squares of the scaled symmetry over epochs, `[pairs]`.
  private var sums: [(first: Double, second: Double)]
  private var epochs = 0.0

  /// No pair is trusted less: rare types must not vanish.
  static let least = 0.05

  public init(
    _ form: AlignmentOptions.Reliability, pairs: Int, warmUpEpochs: Int, rivalMargin: Double = 3
  ) {
    self.form = form
    self.rivalMargin = rivalMargin
    weights = [Double](repeating: 1, count: pairs)
    prior = weights
    ratio = weights
    sums = [(first: Double, second: Double)](repeating: (0, 0), count: pairs)
    warmUp = warmUpEpochs
  }

  /// Takes in what an epoch told.
  public mutating func update(_ observed: PairObservations) {
    precondition(
      observed.given.count == weights.count,
      "PairReliability: \(observed.given.count) observations of \(weights.count) pairs")
    if weights.isEmpty { return }
    let found: [Double]
    switch form {
    case .none: return
    case .ratio, .noise: found = ratios(observed)
    case .symmetry: found = symmetries(observed.symmetry)
    case .lossMixture:
      found = LossMixture(losses: observed.given.map { -naturalLogarithm($0) }).posteriors
    }
    warmUp -= 1
    if warmUp > 0 { return }
    for pair in weights.indices {
      let clipped = min(1, max(Self.least, found[pair]))
      // The paper's form carries its memory in the spread over epochs, the ratio in a mean.
      switch form {
      case .ratio, .noise:
        ratio[pair] = 0.5 * ratio[pair] + 0.5 * clipped
        weights[pair] = prior[pair] * ratio[pair]
      case .none, .symmetry, .lossMixture: weights[pair] = clipped
      }
    }
  }

  /// Takes what is known of labels before any tower learns: probabilities, which need no floor. What towers make of pairs
  /// is multiplied with them.
  package mutating func take(_ posteriors: [Double]) {
    precondition(
      posteriors.count == weights.count,
      "PairReliability: \(posteriors.count) posteriors of \(weights.count) pairs")
    prior = posteriors
    weights = posteriors
  }

  /// `(1 + margin) p_given / (p_given + p_rival)`: below 1 where a rival is `margin` times as likely.
  private func ratios(_ observed: PairObservations) -> [Double] {
    zip(observed.given, observed.rival).map { given, rival in
      (1 + rivalMargin) * given / max(given + rival, 1e-300)
    }
  }

  /// The symmetry, scaled by its 95th percentile, times what its spread over epochs takes off:
  /// `exp(−½ max(0, (q − mean q)/σ_q − 3)²)` with `q` the deviation over epochs.
  private mutating func symmetries(_ found: [Double]) -> [Double] {
    let high = max(found.sorted()[min(found.count - 1, found.count * 95 / 100)], 1e-300)
    let scaled = found.map { min(1, $0 / high) }
    epochs += 1
    for pair in scaled.indices {
      sums[pair].first += scaled[pair]
      sums[pair].second += scaled[pair] * scaled[pair]
    }
    let spreads = sums.map { sum in
      max(0, sum.second / epochs - (sum.first / epochs) * (sum.first / epochs)).squareRoot()
    }
    let mean = spreads.reduce(0, +) / Double(spreads.count)
    let variance = spreads.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(spreads.count)
    let deviation = max(variance.squareRoot(), 1e-12)
    return zip(scaled, spreads).map { value, spread in
      let excess = max(0, (spread - mean) / deviation - 3)
      return value * exponential(-0.5 * excess * excess)
    }
  }
}
