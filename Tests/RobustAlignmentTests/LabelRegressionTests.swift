import Autodiff
import Foundation
import RobustAlignment
import SectionAnalysis
import Testing

@Suite struct `A regression beside the towers` {
  private let workspace = Workspace<Float>()

  private func right(_ regression: LabelRegression?, _ planted: PlantedPairs<Float>) -> Double {
    guard let regression else { return 0 }
    let found = regression.logits(planted.pairs.features, in: workspace).largestColumns()
    return Double(zip(found, planted.truth).count { Int($0) == $1 }) / Double(planted.truth.count)
  }

  @Test func `pairs that are not trusted teach nothing`() {
    let planted = PlantedPairs<Float>(count: 600, spread: 1.5, wrongShare: 0.5, seed: 51)
    let trust = planted.isWrong.map { $0 ? 0.0 : 1 }
    var ids = planted.pairs.textIDs
    for pair in ids.indices where planted.isWrong[pair] { ids[pair] = (ids[pair] + 1) % 6 }
    let otherwise = AlignmentPairs(
      features: planted.pairs.features, featureWidth: planted.pairs.featureWidth,
      sentences: planted.pairs.sentences, sentenceWidth: planted.pairs.sentenceWidth,
      textIDs: ids)
    let one = LabelRegression(planted.pairs, trust: trust)
    let other = LabelRegression(otherwise, trust: trust)
    let a = one?.weights.values ?? [0]
    let b = other?.weights.values ?? [1]
    #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 } && a.count == b.count)
    let blind = LabelRegression(planted.pairs, trust: [Double](repeating: 1, count: 600))
    #expect(right(one, planted) > right(blind, planted))
  }

  @Test func `a text without pairs lies below all others`() {
    let planted = PlantedPairs<Float>(count: 60, types: 6, seed: 52)
    let pairs = AlignmentPairs(
      features: planted.pairs.features, featureWidth: planted.pairs.featureWidth,
      sentences: planted.pairs.sentences, sentenceWidth: planted.pairs.sentenceWidth,
      textIDs: planted.pairs.textIDs.map { $0 == 4 ? 3 : $0 })
    let regression = LabelRegression(pairs, trust: [Double](repeating: 1, count: 60))
    let best = regression?.logits(pairs.features, in: workspace).largestColumns() ?? [4]
    #expect(!best.contains(4))
  }

  @Test func `pairs of one text have nothing to be told from`() {
    let planted = PlantedPairs<Float>(count: 20, types: 1, seed: 53)
    #expect(LabelRegression(planted.pairs, trust: [Double](repeating: 1, count: 20)) == nil)
  }

  @Test func `together is the geometric mean of what both believe`() {
    let z = FeatureMatrix(rowCount: 1, columnCount: 3, values: [1.0, 0, -2])
    let p = [0.2, 0.5, 0.3]
    let q = z.softmax().values
    let means = zip(p, q).map { ($0 * $1).squareRoot() }
    let sum = means.reduce(0, +)
    for (found, mean) in zip(LabelRegression.together(p, z).values, means) {
      #expect(abs(found - mean / sum) < 1e-12)
    }
  }
}
