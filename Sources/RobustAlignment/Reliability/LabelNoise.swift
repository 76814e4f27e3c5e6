import Autodiff
import SectionAnalysis

/// How labels go wrong, in two numbers: a share of them was shuffled, another share swapped for alike texts.
///
/// `T[c, y] = (1 − ε − η)·[c = y] + ε·π_y + η·s(c, y)` is the probability that a pair whose right text is `c` was given
/// `y`, with `π` the shares of the given texts and `s(c, ·) = softmax over other texts of cos(c, ·)/0.05`. Two numbers and
/// not a matrix: a free one takes types that look alike for labels that are wrong (forward correction, Patrini et al.
/// 2017, has the matrix).
public struct LabelNoise: Sendable {
  /// `ε`, the share of labels that were shuffled.
  public internal(set) var shuffled = 0.2
  /// `η`, the share of labels that were swapped for alike texts.
  public internal(set) var swapped = 0.1
  /// `β`, the power that beliefs are raised to: above 1 where they say less than they know, below 1 where they say more.
  public internal(set) var power = 1.0
  /// `π`, `[texts]`
  let shares: [Double]
  /// `s`, `[texts, texts]`, row after row.
  let alike: [Double]

  /// Of the cosine of sentence vectors.
  static let temperature = 0.05

  /// - Parameters:
  ///   - given: the text each pair was given, `[pairs]`.
  ///   - sentences: sentence vectors of the texts, `[texts, width]`, row after row.
  public init(given: [Int], sentences: [Double], width: Int) {
    let texts = sentences.count / max(1, width)
    var counts = [Double](repeating: 0, count: texts)
    for text in given { counts[text] += 1 }
    shares = counts.map { $0 / Double(max(1, given.count)) }
    let unit = (0..<texts).map { text in
      let vector = sentences[text * width..<(text + 1) * width]
      let length = max(vector.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
      return vector.map { $0 / length }
    }
    alike = (0..<texts).flatMap { text in
      // The own text's cosine, 1, is the largest: no power overflows.
      let powers = (0..<texts).map { other in
        if other == text { return 0.0 }
        let cosine = zip(unit[text], unit[other]).reduce(0) { $0 + $1.0 * $1.1 }
        return exponential((cosine - 1) / Self.temperature)
      }
      let sum = powers.reduce(0, +)
      return sum > 0 ? powers.map { $0 / sum } : powers
    }
    if texts < 2 { swapped = 0 }
  }

  /// `1 − ε − η`, the share of labels that were left as they were.
  public var kept: Double { 1 - shuffled - swapped }

  /// `T[c, y]`
  public func probability(of given: Int, whenRight right: Int) -> Double {
    (given == right ? kept : 0) + shuffled * shares[given]
      + swapped * alike[right * shares.count + given]
  }

  /// How probably each pair's label is right, given beliefs, `[pairs]`: `q_y T[y, y] / Σ_c q_c T[c, y]`, with
  /// `q = softmax(β · logits)`. A label that was shuffled onto its own text is right too.
  ///
  /// - Parameter logits: of the texts for each pair, `[pairs, texts]`.
  public func posteriors(logits: FeatureMatrix, given: [Int]) -> [Double] {
    require(logits, given)
    var beliefs = [Double](repeating: 0, count: shares.count)
    return given.indices.map { pair in
      raise(logits[row: pair], to: power, into: &beliefs)
      let parts = parts(beliefs, given[pair])
      let all = kept * parts.right + shuffled * parts.share + swapped * parts.alike
      return parts.right * probability(of: given[pair], whenRight: given[pair]) / max(all, 1e-300)
    }
  }

  /// `q_y`, `π_y` and `Σ_c q_c s(c, y)` of a pair.
  func parts(_ beliefs: [Double], _ given: Int) -> (right: Double, share: Double, alike: Double) {
    var ofAlike = 0.0
    for text in beliefs.indices { ofAlike += beliefs[text] * alike[text * shares.count + given] }
    return (beliefs[given], shares[given], ofAlike)
  }

  /// `softmax(β · logits)`
  func raise(_ logits: ArraySlice<Double>, to power: Double, into beliefs: inout [Double]) {
    let largest = logits.max() ?? 0
    var sum = 0.0
    for (text, logit) in logits.enumerated() {
      beliefs[text] = exponential(power * (logit - largest))
      sum += beliefs[text]
    }
    for text in beliefs.indices { beliefs[text] /= sum }
  }

  func require(_ logits: FeatureMatrix, _ given: [Int]) {
    precondition(
      logits.rowCount == given.count && logits.columnCount == shares.count,
      "LabelNoise: \(logits.rowCount) × \(logits.columnCount) logits of \(given.count) pairs and \(shares.count) texts"
    )
  }
}
