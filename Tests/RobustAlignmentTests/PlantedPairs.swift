import Autodiff
import RobustAlignment

/// Pairs for tests: cells of types with centres of their own, texts with random sentence vectors, and a share of
/// labels shuffled among the cells that are mislabelled.
struct PlantedPairs<S: Real> {
  var pairs: AlignmentPairs<S>
  /// The right text of each cell.
  var truth: [Int]
  var isWrong: [Bool] { zip(truth, pairs.textIDs).map { $0 != $1 } }

  init(
    count: Int, types: Int = 6, features: Int = 12, sentenceWidth: Int = 10, spread: Double = 1,
    wrongShare: Double = 0, seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    func normals(_ count: Int) -> [Double] { (0..<count).map { _ in generator.normal() } }
    let centres = (0..<types).map { _ in normals(features).map { 2 * $0 } }
    let sentences = normals(types * sentenceWidth)
    truth = (0..<count).map { $0 % types }
    let values = truth.flatMap { type in
      zip(centres[type], normals(features)).map { $0 + spread * $1 }
    }
    var given = truth
    var chosen = Array(0..<count)
    chosen.shuffle(using: &generator)
    for cell in chosen.prefix(Int(wrongShare * Double(count))) {
      given[cell] = (truth[cell] + 1 + Int(generator.next() % UInt64(types - 1))) % types
    }
    pairs = AlignmentPairs(
      features: values.map { S($0) }, featureWidth: features, sentences: sentences.map { S($0) },
      sentenceWidth: sentenceWidth, textIDs: given)
  }

  var shape: TowerShape {
    TowerShape(
      cellInputs: pairs.featureWidth, textInputs: pairs.sentenceWidth, inner: 16, outputs: 8,
      dropout: 0.2)
  }
}
