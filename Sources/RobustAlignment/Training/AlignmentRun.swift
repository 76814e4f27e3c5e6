import Autodiff

/// Brings cells and texts into one space although some pairs are wrong: the cross-modal robust alignment of
/// OKR-CELL (arXiv 2601.05648). The paper's displayed equations were not at hand: this is a reconstruction
/// from its named parts and the works it builds on.
public final class AlignmentRun<Scalar: Real> {
  public let towers: PairTowers<Scalar>
  public let options: AlignmentOptions
  public let pairs: AlignmentPairs<Scalar>
  public private(set) var reliability: PairReliability
  /// Epochs done.
  public private(set) var epoch = 0

  private let momentum: PairTowers<Scalar>
  private let workspace: Workspace<Scalar>
  private let optimizer: AdamW<Scalar>
  private let schedule: LearningRateSchedule
  private var bank: MemoryBank<Scalar>
  private var curriculum: LossCurriculum
  /// The matching loss of each pair in the last epoch, nats.
  private var losses: [Double]
  private var step = 0

  /// What an epoch gave.
  public struct EpochReport: Sendable {
    public var epoch: Int
    /// The mean loss of its steps.
    public var loss: Double
    /// The mean `W` of each text's pairs, `[texts]`; 1 where a text has none.
    public var meanReliability: [Double]
  }

  public init(
    _ pairs: AlignmentPairs<Scalar>, shape: TowerShape, options: AlignmentOptions,
    workspace: Workspace<Scalar>
  ) {
    precondition(
      shape.pairInputs == pairs.featureWidth && shape.textInputs == pairs.sentenceWidth,
      "AlignmentRun: towers of \(shape.pairInputs) and \(shape.textInputs) inputs, pairs of \(pairs.featureWidth) and \(pairs.sentenceWidth)"
    )
    self.pairs = pairs
    self.options = options
    self.workspace = workspace
    towers = PairTowers(shape, seed: options.seed)
    momentum = PairTowers(shape, seed: options.seed)
    optimizer = AdamW(towers.store, decay: Scalar(options.decay), in: workspace)
    let steps = (pairs.count + options.batch - 1) / options.batch * options.epochs
    schedule = LearningRateSchedule(
      peak: options.rate, warmUpSteps: max(1, steps / 20), totalSteps: max(1, steps))
    bank = MemoryBank(capacity: min(options.bank, pairs.count / 4), width: shape.outputs)
    curriculum = LossCurriculum(options.curriculum)
    reliability = PairReliability(
      options.reliability, pairs: pairs.count, warmUpEpochs: options.warmUpEpochs,
      rivalMargin: options.rivalMargin)
    losses = [Double](repeating: 0, count: pairs.count)
  }

  /// Whether all epochs are done.
  public var isFinished: Bool { epoch >= options.epochs }

  /// One pass over all pairs; at its end reliability is learned anew.
  public func runEpoch() -> EpochReport {
    var order = Array(0..<pairs.count)
    var generator = SeededGenerator(seed: options.seed, path: [1, UInt64(epoch)])
    order.shuffle(using: &generator)
    var total = 0.0
    var count = 0
    var symmetry = [Double](repeating: 0, count: pairs.count)
    for start in stride(from: 0, to: order.count, by: options.batch) {
      let batch = Array(order[start..<min(order.count, start + options.batch)])
      // A pair alone has nothing to be told from.
      if batch.count < 2 && bank.count == 0 { continue }
      let result = take(batch)
      total += result.loss
      count += 1
      for (place, pair) in batch.enumerated() { symmetry[pair] = result.symmetry[place] }
    }
    let beliefs = TextBeliefs(towers, pairs: pairs, temperature: options.temperature, workspace)
    losses = beliefs.given.map { -naturalLogarithm(max($0, 1e-300)) }
    curriculum.update(losses: losses)
    reliability.update(
      PairObservations(given: beliefs.given, rival: beliefs.rival, symmetry: symmetry))
    epoch += 1
    return EpochReport(
      epoch: epoch, loss: total / Double(max(1, count)), meanReliability: meanReliability())
  }

  private func meanReliability() -> [Double] {
    var sums = [Double](repeating: 0, count: pairs.textCount)
    var counts = [Double](repeating: 0, count: pairs.textCount)
    for (pair, text) in pairs.textIDs.enumerated() {
      sums[text] += reliability.weights[pair]
      counts[text] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 1 }
  }

  private func take(_ batch: [Int]) -> (loss: Double, symmetry: [Double]) {
    towers.store.clearGradients()
    let divided = DividedBatch(
      towers: towers, pairs: pairs, batch: batch, chunk: options.chunk,
      temperature: Scalar(options.temperature),
      seed: mix(mix(mix(options.seed, 2), UInt64(step)), 0), workspace: workspace)
    let trust = batch.map { Scalar(reliability.weights[$0]) }
    let result: (loss: Double, symmetry: [Double])
    switch options.negatives {
    case .batch:
      result = divided.addGradients(masksSameText: options.masksSameText, reliability: trust)
    case .bank:
      let progress = Double(epoch) / Double(max(1, options.epochs))
      let weights = batch.map {
        Scalar(curriculum.weight(ofLoss: losses[$0], progress: progress))
      }
      result = againstKeys(batch, divided, trust, weights)
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
