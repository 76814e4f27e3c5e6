/// Where a ranking puts the first right answer, with equal scores in no order.
///
/// Whether an answer lies among the first `k` is then a matter of probability: over all orders of the candidates
/// that score the same, how often does it? A cell type's cells share one text, so ties are the rule.
public struct TiedRank: Sendable, Equatable {
  /// How many candidates were ranked.
  public let candidates: Int
  /// How many of them are right.
  public let answers: Int
  /// Candidates that score higher than the best right one.
  public let above: Int
  /// Candidates that score the same as it, itself among them.
  public let tied: Int
  /// Right ones among those.
  public let answersTied: Int

  public init(candidates: Int, answers: Int, above: Int, tied: Int, answersTied: Int) {
    precondition(
      answers >= 1 && answersTied >= 1 && answersTied <= min(tied, answers) && above >= 0
        && above + tied <= candidates && above + tied - answersTied <= candidates - answers,
      "TiedRank: \(answersTied) of \(answers) answers among \(tied) tied below \(above) of \(candidates)"
    )
    self.candidates = candidates
    self.answers = answers
    self.above = above
    self.tied = tied
    self.answersTied = answersTied
  }

  /// The probability that a right answer is among the first `k`:
  /// `1 − C(tied − answersTied, m)/C(tied, m)`, `m = k − above`. Complexity: O(k).
  public func hit(within k: Int) -> Double {
    probabilityOfAnswer(drawing: min(k - above, tied), from: tied, answers: answersTied)
  }

  /// The same for candidates in random order, which is what scores that tell nothing reach:
  /// `1 − C(candidates − answers, k)/C(candidates, k)`. Complexity: O(k).
  public func chance(within k: Int) -> Double {
    probabilityOfAnswer(drawing: min(k, candidates), from: candidates, answers: answers)
  }
}

/// That a draw without replacement holds one of the answers (hypergeometric).
private func probabilityOfAnswer(drawing draws: Int, from candidates: Int, answers: Int) -> Double {
  if draws <= 0 { return 0 }
  if candidates - answers < draws { return 1 }
  // One answer, exactly: the product below would be so but for rounding.
  if answers == 1 { return Double(draws) / Double(candidates) }
  var none = 1.0
  for draw in 0..<draws {
    none *= Double(candidates - answers - draw) / Double(candidates - draw)
  }
  return 1 - none
}

extension Sequence<TiedRank> {
  /// R@k: the mean of ``TiedRank/hit(within:)``; 0 of none.
  public func recall(at k: Int) -> Double { mean { $0.hit(within: k) } }

  /// The mean of ``TiedRank/chance(within:)``; 0 of none.
  public func chance(at k: Int) -> Double { mean { $0.chance(within: k) } }

  private func mean(_ value: (TiedRank) -> Double) -> Double {
    var sum = 0.0
    var count = 0
    for rank in self {
      sum += value(rank)
      count += 1
    }
    return sum / Double(Swift.max(1, count))
  }
}
