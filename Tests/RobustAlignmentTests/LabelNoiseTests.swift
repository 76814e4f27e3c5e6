import Autodiff
import Foundation
import RobustAlignment
import SectionAnalysis
import Testing

@Suite struct `How labels go wrong` {
  /// Six texts of which the first three are alike, and the last three.
  private static let sentences: [Double] = (0..<6).flatMap { text in
    let group = text < 3 ? [1.0, 0] : [0.0, 1]
    return group + (0..<6).map { $0 == text ? 0.3 : 0 }
  }
  private static let width = 8

  private func noise(given: [Int]) -> LabelNoise {
    LabelNoise(given: given, sentences: Self.sentences, width: Self.width)
  }

  /// Labels of `count` pairs: a share shuffled among texts, another swapped within its group.
  private func labels(
    count: Int, shuffled: Double, swapped: Double
  ) -> (truth: [Int], given: [Int]) {
    var generator = SeededGenerator(seed: 21)
    let truth = (0..<count).map { $0 % 6 }
    let given = truth.map { right in
      let draw = generator.uniform()
      if draw < shuffled { return Int(generator.next() % 6) }
      if draw < shuffled + swapped {
        return right / 3 * 3 + (right + 1 + Int(generator.next() % 2)) % 3
      }
      return right
    }
    return (truth, given)
  }

  /// Logits of beliefs that give the right text a share, the other five what is left.
  private func logits(_ truth: [Int], share: Double = 0.9) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: truth.count, columnCount: 6,
      values: truth.flatMap { right in
        (0..<6).map { log($0 == right ? share : (1 - share) / 5) }
      })
  }

  @Test func `what a right text was given sums to one, also after learning`() {
    let (truth, given) = labels(count: 600, shuffled: 0.3, swapped: 0.1)
    var noise = noise(given: given)
    for _ in 0..<2 {
      for right in 0..<6 {
        let sum = (0..<6).reduce(0) { $0 + noise.probability(of: $1, whenRight: right) }
        #expect(abs(sum - 1) < 1e-12)
      }
      noise.learn(logits: logits(truth), given: given)
    }
  }

  @Test func `only alike texts are swapped`() {
    let noise = noise(given: labels(count: 600, shuffled: 0, swapped: 0).given)
    let near = noise.probability(of: 1, whenRight: 0)
    let far = noise.probability(of: 4, whenRight: 0)
    // π is 1/6 for each, so what is above ε/6 is the swapping, half of η for each of two alike texts.
    #expect(abs(far - noise.shuffled / 6) < 1e-6)
    #expect(abs(near - far - noise.swapped / 2) < 1e-6)
  }

  /// Logits of beliefs that are as often right as they say, some surer than others, times `scale`.
  private func honestLogits(_ truth: [Int], scale: Double) -> FeatureMatrix {
    var generator = SeededGenerator(seed: 23)
    return FeatureMatrix(
      rowCount: truth.count, columnCount: 6,
      values: truth.flatMap { right in
        let share = 0.3 + 0.699 * generator.uniform()
        let isRight = generator.uniform() < share
        let believed = isRight ? right : (right + 1 + Int(generator.next() % 5)) % 6
        return (0..<6).map { scale * log($0 == believed ? share : (1 - share) / 5) }
      })
  }

  @Test(arguments: [(0.4, 0.0), (0.0, 0.3), (0.3, 0.2), (0.0, 0.0)], [0.5, 1, 2])
  func `shares are found again, however much beliefs overstate or understate`(
    noise shares: (shuffled: Double, swapped: Double), scale: Double
  ) {
    let (truth, given) = labels(count: 6000, shuffled: shares.shuffled, swapped: shares.swapped)
    var noise = noise(given: given)
    noise.learn(logits: honestLogits(truth, scale: scale), given: given)
    // What is not known and what is wrong look much alike: 6,000 pairs tell them apart no better than this.
    #expect(abs(noise.shuffled - shares.shuffled) < 0.1, "\(noise.shuffled)")
    #expect(abs(noise.swapped - shares.swapped) < 0.06, "\(noise.swapped)")
    #expect(abs(noise.power * scale - 1) < 0.15, "\(noise.power)")
  }

  @Test func `the gradient that learning goes by is the slope of its loss`() {
    let (truth, given) = labels(count: 60, shuffled: 0.3, swapped: 0.2)
    let noise = noise(given: given)
    let logits = honestLogits(truth, scale: 1.5)
    let pairs = Array(given.indices)
    var gradient = [0.0, 0, 0]
    var unused = gradient
    let point = [0.3, -1.1, -1.7]
    _ = noise.loss(at: point, &gradient, logits, given, pairs)
    for place in 0..<3 {
      var above = point
      var below = point
      above[place] += 1e-5
      below[place] -= 1e-5
      let slope =
        (noise.loss(at: above, &unused, logits, given, pairs)
          - noise.loss(at: below, &unused, logits, given, pairs)) / 2e-5
      #expect(abs(gradient[place] - slope) < 1e-8, "\(place): \(gradient[place]), \(slope)")
    }
  }

  @Test func `beliefs that know nothing are flattened, and no label is blamed for it`() {
    let (_, given) = labels(count: 600, shuffled: 0, swapped: 0)
    var generator = SeededGenerator(seed: 22)
    var noise = noise(given: given)
    // Sure of a text drawn at random.
    let drawn = given.map { _ in Int(generator.next() % 6) }
    noise.learn(logits: logits(drawn, share: 0.97), given: given)
    #expect(noise.power < 0.2, "\(noise.power)")
    #expect(noise.kept > 0.8, "\(noise.kept)")
  }

  @Test func `a posterior is Bayes' rule over the texts that may be right`() {
    let (truth, given) = labels(count: 60, shuffled: 0.3, swapped: 0.2)
    var noise = noise(given: given)
    noise.learn(logits: logits(truth), given: given)
    let logits = logits(truth)
    for (pair, posterior) in noise.posteriors(logits: logits, given: given).enumerated() {
      let powers = logits[row: pair].map { exp(noise.power * $0) }
      let all = (0..<6).reduce(0) {
        $0 + powers[$1] * noise.probability(of: given[pair], whenRight: $1)
      }
      let own = noise.probability(of: given[pair], whenRight: given[pair])
      #expect(abs(posterior - own * powers[given[pair]] / all) < 1e-12)
    }
  }

  @Test func `labels that are right stay trusted where beliefs waver`() {
    let (truth, given) = labels(count: 600, shuffled: 0, swapped: 0)
    var noise = noise(given: given)
    noise.learn(logits: logits(truth), given: given)
    #expect(!noise.posteriors(logits: logits(truth), given: given).contains { $0 < 0.98 })
  }

  @Test func `one text alone is never swapped`() {
    var noise = LabelNoise(given: [0, 0], sentences: [1, 2], width: 2)
    let logits = FeatureMatrix(rowCount: 2, columnCount: 1)
    noise.learn(logits: logits, given: [0, 0])
    #expect(noise.swapped == 0)
    #expect(abs(noise.probability(of: 0, whenRight: 0) - 1) < 1e-12)
    #expect(noise.posteriors(logits: logits, given: [0, 0]).allSatisfy { $0.isFinite })
  }
}
