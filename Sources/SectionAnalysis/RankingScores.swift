/// The area under the receiver operating curve: the probability that a positive scores above a
/// negative, equal scores counting half.
///
/// `(Σ ranks of positives − n₊(n₊+1)/2) / (n₊ n₋)` with mean ranks for ties (Mann–Whitney).
/// - Parameters:
///   - scores: `[cells]`, higher is more positive.
///   - isPositive: `[cells]`.
/// - Returns: 0...1, or nil where one of the two classes is empty.
public func areaUnderROC(scores: [Double], isPositive: [Bool]) -> Double? {
  var rankSum = 0.0
  var positives = 0
  var placed = 0
  for tie in tiesByScore(scores, isPositive).reversed() {
    rankSum += Double(tie.positives) * (Double(placed) + Double(tie.count + 1) / 2)
    positives += tie.positives
    placed += tie.count
  }
  let negatives = placed - positives
  guard positives > 0, negatives > 0 else { return nil }
  let smallest = Double(positives) * Double(positives + 1) / 2
  return (rankSum - smallest) / (Double(positives) * Double(negatives))
}

/// Average precision: `Σ_n (R_n − R_{n−1}) P_n` over falling thresholds, as scikit-learn's
/// `average_precision_score`.
/// - Parameters:
///   - scores: `[cells]`, higher is more positive.
///   - isPositive: `[cells]`.
/// - Returns: 0...1, or nil where there is no positive.
public func averagePrecision(scores: [Double], isPositive: [Bool]) -> Double? {
  let ties = tiesByScore(scores, isPositive)
  let positives = ties.reduce(0) { $0 + $1.positives }
  guard positives > 0 else { return nil }
  var found = 0
  var seen = 0
  var sum = 0.0
  for tie in ties {
    found += tie.positives
    seen += tie.count
    sum += Double(tie.positives) * Double(found) / Double(seen)
  }
  return sum / Double(positives)
}

/// `areaUnderROC` where most cells score 0 and only those above are listed.
/// - Parameters:
///   - scores: of some cells, above 0.
///   - isPositive: of the same cells.
///   - positives: how many positives there are, those that score 0 among them.
///   - negatives: how many negatives there are, likewise.
/// - Returns: 0...1, or nil where one of the two classes is empty.
/// - Complexity: O(n log n) in the scores that are listed.
public func areaUnderROC(
  scoresAboveZero scores: [Double], isPositive: [Bool], positives: Int, negatives: Int
) -> Double? {
  precondition(scores.allSatisfy { $0 > 0 }, "areaUnderROC: a score that is listed is not above 0")
  guard positives > 0, negatives > 0 else { return nil }
  let ties = tiesByScore(scores, isPositive)
  let listed = ties.reduce(0) { $0 + $1.positives }
  precondition(
    listed <= positives && scores.count - listed <= negatives,
    "areaUnderROC: \(scores.count) scores of \(positives) positives and \(negatives) negatives")
  // Pairs that a positive wins, from the lowest score up; cells at 0 tie among themselves.
  var below = Double(negatives - (scores.count - listed))
  var won = Double(positives - listed) * below / 2
  for tie in ties.reversed() {
    let (own, others) = (Double(tie.positives), Double(tie.count - tie.positives))
    won += own * (below + others / 2)
    below += others
  }
  return won / (Double(positives) * Double(negatives))
}

/// Ranks from 1 on, the lowest score first, equal scores sharing their mean rank, `[cells]`.
/// - Complexity: O(n log n).
public func meanRanks(_ scores: [Double]) -> [Double] {
  let order = scores.indices.sorted { scores[$0] < scores[$1] }
  var ranks = [Double](repeating: 0, count: scores.count)
  var first = 0
  while first < order.count {
    var end = first + 1
    while end < order.count, scores[order[end]] == scores[order[first]] { end += 1 }
    for place in first..<end { ranks[order[place]] = Double(first + 1 + end) / 2 }
    first = end
  }
  return ranks
}

/// Cells of one score.
private struct Tie {
  var count: Int
  var positives: Int
}

/// The cells grouped by equal score, highest first.
private func tiesByScore(_ scores: [Double], _ isPositive: [Bool]) -> [Tie] {
  precondition(
    scores.count == isPositive.count,
    "ranking: \(scores.count) scores beside \(isPositive.count) outcomes")
  let order = scores.indices.sorted { scores[$0] > scores[$1] }
  var ties: [Tie] = []
  var previous: Double?
  for cell in order {
    if scores[cell] != previous { ties.append(Tie(count: 0, positives: 0)) }
    previous = scores[cell]
    ties[ties.count - 1].count += 1
    ties[ties.count - 1].positives += isPositive[cell] ? 1 : 0
  }
  return ties
}
