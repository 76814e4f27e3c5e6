import Autodiff
import RobustAlignment
import Testing

@Suite struct `Towers that learn apart` {
  private func training(
    _ planted: PlantedPairs<Float>, seed: UInt64 = 3
  ) -> TowerTraining<Float> {
    TowerTraining(
      planted.pairs, shape: planted.shape, options: AlignmentOptions(), seed: seed, steps: 4,
      fewest: 100, workspace: Workspace<Float>())
  }

  private func weights(_ count: Int) -> TowerTraining<Float>.Weights {
    let all = [Double](repeating: 1, count: count)
    return TowerTraining<Float>.Weights(reliability: all, curriculum: all)
  }

  @Test func `the label of a pair that is left out changes no bit`() {
    var planted = PlantedPairs<Float>(count: 200, seed: 31)
    let one = training(planted)
    _ = one.pass(over: Array(0..<150), epoch: 0, weights(200))
    var ids = planted.pairs.textIDs
    for pair in 150..<200 { ids[pair] = (ids[pair] + 1) % 6 }
    planted.pairs = AlignmentPairs(
      features: planted.pairs.features, featureWidth: planted.pairs.featureWidth,
      sentences: planted.pairs.sentences, sentenceWidth: planted.pairs.sentenceWidth,
      textIDs: ids)
    let other = training(planted)
    _ = other.pass(over: Array(0..<150), epoch: 0, weights(200))
    #expect(one.towers.store.snapshot() == other.towers.store.snapshot())
    _ = other.pass(over: Array(0..<200), epoch: 1, weights(200))
    _ = one.pass(over: Array(0..<200), epoch: 1, weights(200))
    #expect(one.towers.store.snapshot() != other.towers.store.snapshot())
  }

  @Test func `side by side they compare as the mean of what each compares`() {
    let planted = PlantedPairs<Float>(count: 40, seed: 32)
    let workspace = Workspace<Float>()
    let apart = [5, 6, 7].map { PairTowers<Float>(planted.shape, seed: $0) }
    func cosines(_ towers: PairTowers<Float>) -> [Float] {
      let width = towers.shape.outputs
      let u = VectorTable(towers, features: planted.pairs.features, workspace).values
      let v = VectorTable(towers, sentences: planted.pairs.sentences, workspace).values
      return (0..<40).flatMap { cell in
        (0..<6).map { text in
          (0..<width).reduce(0) { $0 + u[cell * width + $1] * v[text * width + $1] }
        }
      }
    }
    let each = apart.map(cosines)
    for (index, joined) in cosines(PairTowers(joining: apart)).enumerated() {
      #expect(abs(joined - each.reduce(0) { $0 + $1[index] } / 3) < 1e-5)
    }
  }
}
