import Autodiff
import SectionAnalysis

/// How far each pair is trusted, by regressions that never saw it.
///
/// A third of the pairs is judged by a regression of texts on features that learned from the other two thirds; what it
/// says, and how labels are found to go wrong, give the probability that each label is right; with these as weights the
/// regressions learn again, six times in all. Their penalty is the one that foretells the given labels best.
///
/// A regression and not the towers: it is convex, so that there is nothing it learns by heart or has not learned yet, and it is
/// as good on a hundred pairs as it can be.
package struct CrossFittedTrust {
  /// How labels go wrong; nil where no pair could be judged.
  package let noise: LabelNoise?
  /// The probability that each pair's label is right, `[pairs]`.
  package let weights: [Double]
  /// `C` of the regressions.
  package let inversePenalty: Double

  private static let folds = 3
  /// Rounds with every penalty, and then with the best.
  private static let rounds = (each: 2, best: 4)
  private static let inversePenalties = [0.8, 0.2, 0.05, 0.0125]

  package init<Scalar: Real>(
    _ pairs: AlignmentPairs<Scalar>, seed: UInt64, _ workspace: Workspace<Scalar>
  ) {
    let folds = Self.folds(of: pairs.textIDs, seed: seed)
    let judges = folds.indices.compactMap { fold in
      let others = folds.indices.filter { $0 != fold }.flatMap { folds[$0] }.sorted()
      return PairRows(pairs, chosen: others).map { Judge(rows: $0, pairs: folds[fold]) }
    }
    let noise = LabelNoise(
      given: pairs.textIDs, sentences: pairs.sentences.map(\.inDouble), width: pairs.sentenceWidth)
    let trials = Self.inversePenalties.map { inversePenalty in
      var trial = Trial(inversePenalty, judges: judges.count, pairs: pairs.count, noise: noise)
      for _ in 0..<Self.rounds.each { trial.advance(judges, pairs, workspace) }
      return trial
    }
    var best = trials.max { $0.likelihood < $1.likelihood } ?? trials[0]
    for _ in 0..<Self.rounds.best { best.advance(judges, pairs, workspace) }
    self.noise = best.likelihood.isFinite ? best.noise : nil
    weights = best.weights
    inversePenalty = best.inversePenalty
  }

  /// Each text's pairs, dealt out in a random order.
  private static func folds(of texts: [Int], seed: UInt64) -> [[Int]] {
    var order = Array(texts.indices)
    var generator = SeededGenerator(seed: seed, path: [3])
    order.shuffle(using: &generator)
    var dealt: [Int: Int] = [:]
    var folds = [[Int]](repeating: [], count: folds)
    for pair in order {
      // Rare texts begin at different folds, or the first would have them all.
      let place = dealt[texts[pair], default: texts[pair]]
      folds[place % folds.count].append(pair)
      dealt[texts[pair]] = place + 1
    }
    return folds.map { $0.sorted() }
  }

  /// Pairs, and the others by which they are judged.
  private struct Judge {
    let rows: PairRows
    let pairs: [Int]
  }

  /// What one penalty has led to so far.
  private struct Trial {
    let inversePenalty: Double
    var fits: [LogisticRegression?]
    var noise: LabelNoise
    var weights: [Double]
    /// What `LabelNoise.learn` says of the last round.
    var likelihood = -Double.infinity

    init(_ inversePenalty: Double, judges: Int, pairs: Int, noise: LabelNoise) {
      self.inversePenalty = inversePenalty
      fits = [LogisticRegression?](repeating: nil, count: judges)
      self.noise = noise
      weights = [Double](repeating: 1, count: pairs)
    }

    mutating func advance<Scalar: Real>(
      _ judges: [Judge], _ pairs: AlignmentPairs<Scalar>, _ workspace: Workspace<Scalar>
    ) {
      if judges.isEmpty { return }
      learn(judges, workspace)
      // Pairs whose text no other fold has are known to nobody, and trusted like any.
      var known: [Int] = []
      var logits: [Double] = []
      for (fit, judge) in zip(fits, judges) {
        guard let fit else { continue }
        let texts = Set(judge.rows.texts)
        let own = judge.pairs.filter { texts.contains(pairs.textIDs[$0]) }
        known += own
        logits += CrossFittedTrust.logits(
          LabelRegression(fit, texts: pairs.textCount), pairs, own, workspace)
      }
      if known.isEmpty { return }
      let matrix = FeatureMatrix(
        rowCount: known.count, columnCount: pairs.textCount, values: logits)
      let given = known.map { pairs.textIDs[$0] }
      likelihood = noise.learn(logits: matrix, given: given)
      weights = pairs.textIDs.map { noise.probability(of: $0, whenRight: $0) }
      for (pair, posterior) in zip(known, noise.posteriors(logits: matrix, given: given)) {
        weights[pair] = posterior
      }
    }

    private mutating func learn<Scalar: Real>(
      _ judges: [Judge], _ workspace: Workspace<Scalar>
    ) {
      let starts = fits
      let (trust, inversePenalty) = (weights, inversePenalty)
      fits.withUnsafeMutableBufferPointer { fits in
        let places = fits
        workspace.loop(pieces: judges.count) { piece, _ in
          places[piece] = judges[piece].rows.fit(
            trust: trust, inversePenalty: inversePenalty, startingFrom: starts[piece])
        }
      }
    }
  }

  private static func logits<Scalar: Real>(
    _ regression: LabelRegression, _ pairs: AlignmentPairs<Scalar>, _ chosen: [Int],
    _ workspace: Workspace<Scalar>
  ) -> [Double] {
    stride(from: 0, to: chosen.count, by: 4096).flatMap { start in
      let some = chosen[start..<min(chosen.count, start + 4096)]
      return regression.logits(pairs.features(of: some), in: workspace).values
    }
  }
}
