import Autodiff
import RobustAlignment
import SectionAnalysis
import Testing

@Suite struct `Trust by regressions that never saw a pair` {
  private func trust(_ planted: PlantedPairs<Float>, seed: UInt64 = 1, threads: Int = 1)
    -> CrossFittedTrust
  {
    CrossFittedTrust(planted.pairs, seed: seed, Workspace<Float>(threads: threads))
  }

  private func mean(_ values: [Double], where chosen: (Int) -> Bool) -> Double {
    let some = values.indices.filter(chosen)
    return some.reduce(0) { $0 + values[$1] } / Double(max(1, some.count))
  }

  @Test(arguments: [600, 2400], [0.0, 0.3, 0.5])
  func `as many labels are doubted as are wrong`(count: Int, wrong: Double) {
    let planted = PlantedPairs<Float>(
      count: count, spread: 1.5, wrongShare: wrong, seed: UInt64(count))
    let found = trust(planted)
    let doubted = 1 - found.weights.reduce(0, +) / Double(count)
    #expect(abs(doubted - wrong) < (count < 1000 ? 0.1 : 0.05), "\(doubted) where \(wrong) are")
    if wrong > 0 {
      #expect(mean(found.weights) { planted.isWrong[$0] } < 0.25)
      #expect(mean(found.weights) { !planted.isWrong[$0] } > 0.8)
    }
  }

  @Test(arguments: [0.0, 0.3, 0.5])
  func `few pairs are rather believed than doubted`(wrong: Double) {
    for seed in 0..<5 as Range<UInt64> {
      let planted = PlantedPairs<Float>(count: 120, spread: 1.5, wrongShare: wrong, seed: seed)
      let found = trust(planted)
      let doubted = 1 - found.weights.reduce(0, +) / 120
      #expect(doubted < wrong + 0.1, "\(doubted) where \(wrong) are")
      #expect(mean(found.weights) { !planted.isWrong[$0] } > 0.75)
    }
  }

  @Test func `features that say nothing of the texts leave every label trusted`() {
    let planted = PlantedPairs<Float>(count: 600, spread: 60, seed: 41)
    #expect(mean(trust(planted).weights) { _ in true } > 0.8)
  }

  @Test func `a text with one pair is known to nobody, and trusted like any`() {
    let planted = PlantedPairs<Float>(count: 300, types: 3, seed: 42)
    var ids = planted.pairs.textIDs
    ids[5] = 3
    let width = planted.pairs.sentenceWidth
    let pairs = AlignmentPairs(
      features: planted.pairs.features, featureWidth: planted.pairs.featureWidth,
      sentences: planted.pairs.sentences + (0..<width).map(Float.init), sentenceWidth: width,
      textIDs: ids)
    let found = CrossFittedTrust(pairs, seed: 1, Workspace<Float>())
    #expect(found.weights[5] == found.noise?.probability(of: 3, whenRight: 3))
    #expect(found.weights[5] > 0.9)
  }

  @Test func `one text, one pair and no pair are trusted fully`() {
    for count in 0...2 {
      let planted = PlantedPairs<Float>(count: count, types: 1, seed: 43)
      #expect(trust(planted).weights == [Double](repeating: 1, count: count))
    }
  }

  @Test func `the same seed gives the same trust, on any number of threads`() {
    let planted = PlantedPairs<Float>(count: 300, wrongShare: 0.3, seed: 44)
    #expect(trust(planted).weights == trust(planted, threads: 2).weights)
    #expect(trust(planted).weights != trust(planted, seed: 2).weights)
  }
}
