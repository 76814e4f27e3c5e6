import Autodiff

/// One pair of towers as it learns: its momentum copy, its bank, its optimiser.
package final class TowerTraining<Scalar: Real> {
  package let towers: PairTowers<Scalar>
  private let pairs: AlignmentPairs<Scalar>
  private let options: AlignmentOptions
  private let seed: UInt64
  private let momentum: PairTowers<Scalar>
  private let workspace: Workspace<Scalar>
  private let optimizer: AdamW<Scalar>
  private let schedule: LearningRateSchedule
  private var bank: MemoryBank<Scalar>
  private var step = 0

  /// What one pass over pairs gave.
  package struct Pass {
    /// The mean loss of its steps.
    package var loss: Double
    /// `√(P^CT_ii P^TC_ii)` of each pair, `[pairs]`.
    package var symmetry: [Double]
  }

  /// How far the pairs are trusted in a pass.
  package struct Weights {
    /// `W`, `[pairs]`.
    package var reliability: [Double]
    /// `w` of the curriculum, `[pairs]`.
    package var curriculum: [Double]

    package init(reliability: [Double], curriculum: [Double]) {
      self.reliability = reliability
      self.curriculum = curriculum
    }
  }

  package init(
    _ pairs: AlignmentPairs<Scalar>, shape: TowerShape, options: AlignmentOptions, seed: UInt64,
    workspace: Workspace<Scalar>
  ) {
    self.pairs = pairs
    self.options = options
    self.seed = seed
    self.workspace = workspace
    towers = PairTowers(shape, seed: seed)
    momentum = PairTowers(shape, seed: seed)
    optimizer = AdamW(towers.store, decay: Scalar(options.decay), in: workspace)
    let steps = (pairs.count + options.batch - 1) / options.batch * options.epochs
    schedule = LearningRateSchedule(
      peak: options.rate, warmUpSteps: max(1, steps / 20), totalSteps: max(1, steps))
    bank = MemoryBank(capacity: min(options.bank, pairs.count / 4), width: shape.outputs)
  }

  /// One pass over all pairs, in an order that the seed and the epoch give.
  package func pass(epoch: Int, _ weights: Weights) -> Pass {
    var order = Array(0..<pairs.count)
    var generator = SeededGenerator(seed: seed, path: [1, UInt64(epoch)])
    order.shuffle(using: &generator)
    var total = 0.0
    var count = 0
    var symmetry = [Double](repeating: 0, count: pairs.count)
    for start in stride(from: 0, to: order.count, by: options.batch) {
      let batch = Array(order[start..<min(order.count, start + options.batch)])
      // A pair alone has nothing to be told from.
      if batch.count < 2 && bank.count == 0 { continue }
      let result = take(batch, weights)
      total += result.loss
      count += 1
      for (place, pair) in batch.enumerated() { symmetry[pair] = result.symmetry[place] }
    }
    return Pass(loss: total / Double(max(1, count)), symmetry: symmetry)
  }

  private func take(_ batch: [Int], _ weights: Weights) -> (loss: Double, symmetry: [Double]) {
    towers.store.clearGradients()
    let divided = DividedBatch(
      towers: towers, pairs: pairs, batch: batch, chunk: options.chunk,
      temperature: Scalar(options.temperature),
      seed: mix(mix(mix(seed, 2), UInt64(step)), 0), workspace: workspace)
    let trust = batch.map { Scalar(weights.reliability[$0]) }
    let result: (loss: Double, symmetry: [Double])
    switch options.negatives {
    case .batch:
      result = divided.addGradients(masksSameText: options.masksSameText, reliability: trust)
    case .bank:
      result = againstKeys(batch, divided, trust, batch.map { Scalar(weights.curriculum[$0]) })
    }
    if result.loss.isFinite {
      let norm = optimizer.gradientNorm()
      if norm.isFinite {
        optimizer.update(
          rate: Scalar(schedule.rate(at: step)), gradientScale: norm > 1 ? Scalar(1 / norm) : 1)
        momentum.follow(towers, momentum: Scalar(options.momentum))
      }
    }
    step += 1
    return result
  }

  /// Keys of the whole batch first, then the pieces, then the batch enters the bank.
  private func againstKeys(
    _ batch: [Int], _ divided: DividedBatch<Scalar>, _ trust: [Scalar], _ weights: [Scalar]
  ) -> (loss: Double, symmetry: [Double]) {
    let ids = batch.map { pairs.textIDs[$0] }
    let width = towers.shape.outputs
    let cells = VectorTable(
      momentum, features: pairs.features(of: batch), chunk: options.chunk, workspace
    ).values
    let allTexts = VectorTable(momentum, sentences: pairs.sentences, workspace).values
    let texts = ids.flatMap { allTexts[$0 * width..<($0 + 1) * width] }
    let keyIDs = ids + bank.textIDs
    func keys(_ own: [Scalar], _ held: [Scalar]) -> AlignmentKeys<Scalar> {
      AlignmentKeys(
        vectors: workspace.matrix(keyIDs.count, width, own + held), textIDs: keyIDs)
    }
    let result = divided.addGradients(
      textKeys: keys(texts, bank.texts), cellKeys: keys(cells, bank.cells), reliability: trust,
      pairWeights: weights, negativeWeight: Scalar(options.negativeWeight))
    bank.add(cells: cells, texts: texts, textIDs: ids)
    return result
  }
}
