/// How labels go wrong, in two numbers: a share of them was shuffled, another share swapped for alike texts.
///
/// `T[c, y] = (1 − ε − η)·[c = y] + ε·π_y + η·s(c, y)` is the probability that a pair whose right text is `c` was given
/// `y`, with `π` the shares of the given texts and `s(c, ·) = softmax over other texts of cos(c, ·)/0.05`. Two numbers and
/// not a matrix: a free one takes types that look alike for labels that are wrong (forward correction, Patrini et al.
/// 2017, has the matrix).
public struct LabelNoise: Sendable {
  /// `ε`, the share of labels that were shuffled.
  public private(set) var shuffled = 0.2
  /// `η`, the share of labels that were swapped for alike texts.
  public private(set) var swapped = 0.1
  /// `π`, `[texts]`
  let shares: [Double]
  /// `s`, `[texts, texts]`, row after row.
  let alike: [Double]

  /// Of the cosine of sentence vectors.
  static let temperature = 0.05
  /// Pairs that are taken to be right, shuffled and swapped before any is looked at.
  private static let prior = (right: 20.0, shuffled: 1.0, swapped: 1.0)
  /// Steps of expectation maximisation an update.
  private static let rounds = 5

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

  /// `T[c, y]`
  public func probability(of given: Int, whenRight right: Int) -> Double {
    (given == right ? 1 - shuffled - swapped : 0) + shuffled * shares[given]
      + swapped * alike[right * shares.count + given]
  }

  /// Learns `ε` and `η` by expectation maximisation.
  ///
  /// - Parameter beliefs: how probable each text is for each pair, of towers that never saw its label,
  ///   `[pairs, texts]`, row after row.
  public mutating func update(beliefs: [Double], given: [Int]) {
    let parts = parts(beliefs, given)
    let prior = Self.prior
    let total = Double(given.count) + prior.right + prior.shuffled + prior.swapped
    for _ in 0..<Self.rounds {
      var ofShuffled = prior.shuffled
      var ofSwapped = prior.swapped
      for part in parts {
        let right = (1 - shuffled - swapped) * part.right
        let all = max(right + shuffled * part.share + swapped * part.alike, 1e-300)
        ofShuffled += shuffled * part.share / all
        ofSwapped += swapped * part.alike / all
      }
      shuffled = ofShuffled / total
      if shares.count > 1 { swapped = ofSwapped / total }
    }
  }

  /// How probably each pair's label was left as it was, given beliefs, `[pairs]`:
  /// `(1 − ε − η) q_y / Σ_c q_c T[c, y]`.
  public func posteriors(beliefs: [Double], given: [Int]) -> [Double] {
    parts(beliefs, given).map { part in
      let right = (1 - shuffled - swapped) * part.right
      return right / max(right + shuffled * part.share + swapped * part.alike, 1e-300)
    }
  }

  /// `q_y`, `π_y` and `Σ_c q_c s(c, y)` of each pair.
  private func parts(
    _ beliefs: [Double], _ given: [Int]
  ) -> [(right: Double, share: Double, alike: Double)] {
    let texts = shares.count
    precondition(
      beliefs.count == given.count * texts,
      "LabelNoise: \(beliefs.count) beliefs of \(given.count) pairs and \(texts) texts")
    return given.indices.map { pair in
      let text = given[pair]
      let ofAlike = (0..<texts).reduce(0) {
        $0 + beliefs[pair * texts + $1] * alike[$1 * texts + text]
      }
      return (beliefs[pair * texts + text], shares[text], ofAlike)
    }
  }
}
