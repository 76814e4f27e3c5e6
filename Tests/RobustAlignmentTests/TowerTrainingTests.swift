import Autodiff
import RobustAlignment
import Testing

@Suite struct `Towers that learn apart` {
  private func learned(_ planted: PlantedPairs<Float>, trust: [Double]) -> [Float] {
    let training = TowerTraining(
      planted.pairs, shape: planted.shape, options: AlignmentOptions(), seed: 3,
      workspace: Workspace<Float>())
    let curriculum = [Double](repeating: 1, count: trust.count)
    _ = training.pass(epoch: 0, .init(reliability: trust, curriculum: curriculum))
    return training.towers.store.snapshot()
  }

  @Test func `how far a pair is trusted moves the towers`() {
    let planted = PlantedPairs<Float>(count: 200, seed: 31)
    let all = [Double](repeating: 1, count: 200)
    var less = all
    less[7] = 0.5
    #expect(learned(planted, trust: all) == learned(planted, trust: all))
    #expect(learned(planted, trust: all) != learned(planted, trust: less))
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
