import Autodiff

/// Brings cells and texts into one space although some pairs are wrong: the cross-modal robust alignment of
/// OKR-CELL (arXiv 2601.05648). The paper's displayed equations were not at hand: this is a reconstruction
/// from its named parts and the works it builds on.
///
/// Several towers learn apart and are compared as one. With `noise`, how far each pair is trusted is found before
/// any tower learns (`CrossFittedTrust`), and lessened by what the towers make of it.
public final class AlignmentRun<Scalar: Real> {
  public let options: AlignmentOptions
  public let pairs: AlignmentPairs<Scalar>
  public private(set) var reliability: PairReliability
  /// How labels go wrong; nil where reliability is of another form.
  public private(set) var noise: LabelNoise?
  /// `C` of the regressions that found trust; nil where reliability is of another form.
  private let inversePenalty: Double?
  /// Epochs done.
  public private(set) var epoch = 0

  private let members: [TowerTraining<Scalar>]
  private let workspace: Workspace<Scalar>
  private var curriculum: LossCurriculum
  /// The matching loss of each pair in the last epoch, nats.
  private var losses: [Double]

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
    precondition(options.towers > 0, "AlignmentRun: \(options.towers) towers")
    self.pairs = pairs
    self.options = options
    self.workspace = workspace
    members = (0..<options.towers).map { member in
      TowerTraining(
        pairs, shape: shape, options: options,
        seed: member == 0 ? options.seed : mix(options.seed, UInt64(member)), workspace: workspace)
    }
    curriculum = LossCurriculum(options.curriculum)
    reliability = PairReliability(
      options.reliability, pairs: pairs.count, warmUpEpochs: options.warmUpEpochs,
      rivalMargin: options.rivalMargin)
    if options.reliability == .noise {
      let found = CrossFittedTrust(pairs, seed: options.seed, workspace)
      noise = found.noise
      inversePenalty = found.inversePenalty
      reliability.take(found.weights)
    } else {
      inversePenalty = nil
    }
    losses = [Double](repeating: 0, count: pairs.count)
  }

  /// What has been learned so far; towers that learned apart stand side by side.
  public var towers: PairTowers<Scalar> {
    members.count == 1 ? members[0].towers : PairTowers(joining: members.map(\.towers))
  }

  /// A regression of the texts on the features with the trust that was found; nil where pairs have fewer than two texts.
  public func regression() -> LabelRegression? {
    let trust = reliability.weights
    return inversePenalty.map { LabelRegression(pairs, trust: trust, inversePenalty: $0) }
      ?? LabelRegression(pairs, trust: trust)
  }

  /// Whether all epochs are done.
  public var isFinished: Bool { epoch >= options.epochs }

  /// One pass of each tower over its pairs; at its end reliability is learned anew.
  public func runEpoch() -> EpochReport {
    let progress = Double(epoch) / Double(max(1, options.epochs))
    let weights = TowerTraining<Scalar>.Weights(
      reliability: reliability.weights,
      curriculum: losses.map { curriculum.weight(ofLoss: $0, progress: progress) })
    let passes = members.map { $0.pass(epoch: epoch, weights) }
    learnReliability(passes.map(\.symmetry))
    epoch += 1
    return EpochReport(
      epoch: epoch, loss: passes.reduce(0) { $0 + $1.loss } / Double(passes.count),
      meanReliability: meanReliability())
  }

  private func learnReliability(_ symmetries: [[Double]]) {
    let beliefs = TextBeliefs(towers, pairs: pairs, temperature: options.temperature, workspace)
    losses = beliefs.given.map { -naturalLogarithm(max($0, 1e-300)) }
    curriculum.update(losses: losses)
    let symmetry = pairs.textIDs.indices.map { pair in
      symmetries.reduce(0) { $0 + $1[pair] } / Double(symmetries.count)
    }
    reliability.update(
      PairObservations(given: beliefs.given, rival: beliefs.rival, symmetry: symmetry))
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
}
