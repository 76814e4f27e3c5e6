import Autodiff
import RobustAlignment
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

  /// Beliefs that give the right text nine tenths.
  private func beliefs(_ truth: [Int]) -> [Double] {
    truth.flatMap { right in (0..<6).map { $0 == right ? 0.9 : 0.02 } }
  }

  @Test func `what a right text was given sums to one, also after learning`() {
    let (truth, given) = labels(count: 600, shuffled: 0.3, swapped: 0.1)
    var noise = noise(given: given)
    for _ in 0..<2 {
      for right in 0..<6 {
        let sum = (0..<6).reduce(0) { $0 + noise.probability(of: $1, whenRight: right) }
        #expect(abs(sum - 1) < 1e-12)
      }
      noise.update(beliefs: beliefs(truth), given: given)
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

  @Test(arguments: [(0.4, 0.0), (0.0, 0.3), (0.3, 0.2), (0.0, 0.0)])
  func `shares are found again`(shuffled: Double, swapped: Double) {
    let (truth, given) = labels(count: 6000, shuffled: shuffled, swapped: swapped)
    var noise = noise(given: given)
    // Beliefs that are right, and say so.
    let sure = truth.flatMap { right in (0..<6).map { $0 == right ? 1.0 : 0.0 } }
    for _ in 0..<20 { noise.update(beliefs: sure, given: given) }
    #expect(abs(noise.shuffled - shuffled) < 0.03, "\(noise.shuffled)")
    #expect(abs(noise.swapped - swapped) < 0.03, "\(noise.swapped)")
  }

  @Test func `a posterior is Bayes' rule over the texts that may be right`() {
    let (truth, given) = labels(count: 60, shuffled: 0.3, swapped: 0.2)
    let noise = noise(given: given)
    let beliefs = beliefs(truth)
    let kept = 1 - noise.shuffled - noise.swapped
    for (pair, posterior) in noise.posteriors(beliefs: beliefs, given: given).enumerated() {
      let all = (0..<6).reduce(0) {
        $0 + beliefs[pair * 6 + $1] * noise.probability(of: given[pair], whenRight: $1)
      }
      #expect(abs(posterior - kept * beliefs[pair * 6 + given[pair]] / all) < 1e-12)
    }
  }

  @Test func `labels that are right stay trusted where beliefs waver`() {
    let (truth, given) = labels(count: 600, shuffled: 0, swapped: 0)
    var noise = noise(given: given)
    for _ in 0..<20 { noise.update(beliefs: beliefs(truth), given: given) }
    #expect(!noise.posteriors(beliefs: beliefs(truth), given: given).contains { $0 < 0.98 })
  }

  @Test func `one text alone is never swapped`() {
    var noise = LabelNoise(given: [0, 0], sentences: [1, 2], width: 2)
    noise.update(beliefs: [1, 1], given: [0, 0])
    #expect(noise.swapped == 0)
    #expect(abs(noise.probability(of: 0, whenRight: 0) - 1) < 1e-12)
    #expect(noise.posteriors(beliefs: [1, 1], given: [0, 0]).allSatisfy { $0.isFinite })
  }
}
