import Autodiff
import SectionAnalysis

extension LabelNoise {
  /// Pairs that are taken to be right, shuffled and swapped before any is looked at.
  private static let prior = (right: 20.0, shuffled: 1.0, swapped: 1.0)
  /// The standard deviation of `ln β` before any pair is looked at.
  private static let powerDeviation = 0.5
  /// Three numbers need no more pairs; beyond, every n-th.
  private static let mostPairs = 20_000

  /// Learns `ε`, `η` and `β` from beliefs that never saw the labels: the maximum of
  /// `Σ ln((1 − ε − η) q_y + ε π_y + η Σ_c q_c s(c, y))` over the pairs, beside the prior.
  ///
  /// `β` is what keeps ignorance apart from noise: beliefs that know little are flattened until what they say comes
  /// true, and only what they are then still sure against is taken for wrong.
  ///
  /// - Parameter logits: of the texts for each pair, `[pairs, texts]`.
  /// - Returns: that maximum, a pair's mean, nats: how well these beliefs foretell labels that they never saw.
  @discardableResult
  public mutating func learn(logits: FeatureMatrix, given: [Int]) -> Double {
    require(logits, given)
    guard shares.count > 1, !given.isEmpty else { return 0 }
    guard let kernels = Double.kernels(.best) else {
      preconditionFailure("LabelNoise: no vector loops for \(InstructionSet.best)")
    }
    let step = (given.count + Self.mostPairs - 1) / Self.mostPairs
    let pairs = Array(stride(from: 0, to: given.count, by: step))
    let search = LimitedMemoryBFGS(
      maximumIterations: 100, gradientTolerance: 1e-5, kernels: kernels)
    // From the same place each time, so that a round cannot be caught where an earlier one went wrong.
    let outcome = search.minimize(from: [0, naturalLogarithm(2.0 / 7), naturalLogarithm(1.0 / 7)]) {
      point, gradient in
      self.loss(at: point, &gradient, logits, given, pairs)
    }
    (power, shuffled, swapped) = Self.values(outcome.point)
    var unused = outcome.point
    return -loss(at: outcome.point, &unused, logits, given, pairs)
  }

  /// `β = e^a`, `ε = e^b/(1 + e^b + e^c)`, `η = e^c/(1 + e^b + e^c)`.
  private static func values(
    _ point: [Double]
  ) -> (power: Double, shuffled: Double, swapped: Double) {
    // Beyond these nothing changes but the risk of overflow.
    let bounded = point.map { min(30, max(-30, $0)) }
    let odds = (exponential(bounded[1]), exponential(bounded[2]))
    let sum = 1 + odds.0 + odds.1
    return (exponential(bounded[0]), odds.0 / sum, odds.1 / sum)
  }

  /// The negative of what `learn` maximises, a pair's mean, and its gradient by `a`, `b` and `c`.
  package func loss(
    at point: [Double], _ gradient: inout [Double], _ logits: FeatureMatrix, _ given: [Int],
    _ pairs: [Int]
  ) -> Double {
    let (power, shuffled, swapped) = Self.values(point)
    let kept = 1 - shuffled - swapped
    let prior = Self.prior
    let texts = shares.count
    var ofKept = prior.right
    var ofShuffled = prior.shuffled
    var ofSwapped = prior.swapped
    let deviations = naturalLogarithm(power) / Self.powerDeviation
    var loss =
      -prior.right * naturalLogarithm(kept) - prior.shuffled * naturalLogarithm(shuffled)
      - prior.swapped * naturalLogarithm(swapped) + 0.5 * deviations * deviations
    var byPower = deviations / Self.powerDeviation
    var beliefs = [Double](repeating: 0, count: texts)
    for pair in pairs {
      let row = logits[row: pair]
      raise(row, to: power, into: &beliefs)
      let text = given[pair]
      let parts = parts(beliefs, text)
      let all = max(kept * parts.right + shuffled * parts.share + swapped * parts.alike, 1e-300)
      loss -= naturalLogarithm(all)
      ofKept += kept * parts.right / all
      ofShuffled += shuffled * parts.share / all
      ofSwapped += swapped * parts.alike / all
      // ∂/∂a = β Σ_c (q_c − q_c T[c, y]/Σ q T) l_c, with logits l below their largest.
      let largest = row.max() ?? 0
      for (other, logit) in row.enumerated() {
        let share =
          (shuffled * parts.share + swapped * alike[other * texts + text]
            + (other == text ? kept : 0)) / all
        byPower += power * beliefs[other] * (1 - share) * (logit - largest)
      }
    }
    let count = Double(pairs.count)
    let total = ofKept + ofShuffled + ofSwapped
    gradient[0] = byPower / count
    gradient[1] = (total * shuffled - ofShuffled) / count
    gradient[2] = (total * swapped - ofSwapped) / count
    return loss / count
  }
}
