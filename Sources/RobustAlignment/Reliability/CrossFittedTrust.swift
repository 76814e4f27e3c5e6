import Autodiff
import SectionAnalysis

/// How far each pair is trusted, by regressions that never saw it.
///
/// A third of the pairs is judged by a regression of texts on features that learned from the other two thirds; what it
/// says, and how labels are found to go wrong, give the probability that each label is right; with these as weights the
/// regressions learn again, six times. A regression and not the towers: it is convex, so that there is nothing it learns by
/// heart or has not learned yet, and it is as good on a hundred pairs as it can be.
package struct CrossFittedTrust {
  package let noise: LabelNoise
  /// The probability that each pair's label is right, `[pairs]`.
  package let weights: [Double]

  private static let folds = 3
  private static let rounds = 6

  package init<Scalar: Real>(
    _ pairs: AlignmentPairs<Scalar>, seed: UInt64, _ workspace: Workspace<Scalar>
  ) {
    var noise = LabelNoise(
      given: pairs.textIDs, sentences: pairs.sentences.map(\.inDouble),
      width: pairs.sentenceWidth)
    var weights = [Double](repeating: 1, count: pairs.count)
    let folds = Self.folds(of: pairs.textIDs, seed: seed)
    let judged = folds.indices.compactMap { fold in
      let others = folds.indices.filter { $0 != fold }.flatMap { folds[$0] }.sorted()
      return PairRows(pairs, chosen: others).map { (rows: $0, pairs: folds[fold]) }
    }
    var fits = [LogisticRegression?](repeating: nil, count: judged.count)
    for _ in 0..<Self.rounds where !judged.isEmpty {
      fits = Self.fits(judged.map(\.rows), trust: weights, startingFrom: fits, workspace)
      // Pairs whose text no other fold has are known to nobody, and trusted like any.
      var known: [Int] = []
      var logits: [Double] = []
      for (fit, judged) in zip(fits, judged) {
        guard let fit else { continue }
        let texts = Set(judged.rows.texts)
        let own = judged.pairs.filter { texts.contains(pairs.textIDs[$0]) }
        known += own
        logits += Self.logits(LabelRegression(fit, texts: pairs.textCount), pairs, own, workspace)
      }
      let matrix = FeatureMatrix(
        rowCount: known.count, columnCount: pairs.textCount, values: logits)
      let given = known.map { pairs.textIDs[$0] }
      noise.learn(logits: matrix, given: given)
      weights = pairs.textIDs.map { noise.probability(of: $0, whenRight: $0) }
      for (pair, posterior) in zip(known, noise.posteriors(logits: matrix, given: given)) {
        weights[pair] = posterior
      }
    }
    self.noise = noise
    self.weights = weights
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

  private static func fits<Scalar: Real>(
    _ rows: [PairRows], trust: [Double], startingFrom starts: [LogisticRegression?],
    _ workspace: Workspace<Scalar>
  ) -> [LogisticRegression?] {
    var fits = starts
    fits.withUnsafeMutableBufferPointer { fits in
      let places = fits
      workspace.loop(pieces: rows.count) { piece, _ in
        places[piece] = rows[piece].fit(trust: trust, startingFrom: starts[piece])
      }
    }
    return fits
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
