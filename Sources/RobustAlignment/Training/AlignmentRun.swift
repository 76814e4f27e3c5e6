import Autodiff

/// Brings cells and texts into one space although some pairs are wrong: the cross-modal robust alignment of
/// OKR-CELL (arXiv 2601.05648). The paper's displayed equations were not at hand: this is a reconstruction
/// from its named parts and the works it builds on.
///
/// Several towers learn apart and are compared as one. With `noise`, each leaves its share of the pairs out in
/// the first half of the epochs, so that every pair is judged by a tower that cannot have learned its label by
/// heart; in the second half all towers learn from all pairs, with the trust that was found.
public final class AlignmentRun<Scalar: Real> {
  public let options: AlignmentOptions
  public let pairs: AlignmentPairs<Scalar>
  public private(set) var reliability: PairReliability
  /// How labels go wrong; nil where reliability is of another form.
  public private(set) var noise: LabelNoise?
  /// Epochs done.
  public private(set) var epoch = 0

  private let members: [TowerTraining<Scalar>]
  private let workspace: Workspace<Scalar>
  /// Which tower leaves each pair out, `[pairs]`.
  private let leftOutBy: [Int]
  /// What towers that did not see a pair believe of it, a mean that forgets; `[pairs, texts]`.
  private var beliefs: [Double] = []
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
    precondition(
      options.towers > (options.reliability == .noise ? 1 : 0),
      "AlignmentRun: \(options.towers) towers with reliability \(options.reliability)")
    self.pairs = pairs
    self.options = options
    self.workspace = workspace
    let count = options.towers
    var places = Array(0..<pairs.count)
    var generator = SeededGenerator(seed: options.seed, path: [3])
    places.shuffle(using: &generator)
    leftOutBy = places.map { $0 % count }
    let apart = Self.epochsApart(options)
    let fewest = apart > 0 ? pairs.count - (pairs.count + count - 1) / count : pairs.count
    func steps(_ pairs: Int) -> Int { (pairs + options.batch - 1) / options.batch }
    members = (0..<count).map { member in
      TowerTraining(
        pairs, shape: shape, options: options,
        seed: member == 0 ? options.seed : mix(options.seed, UInt64(member)),
        steps: steps(fewest) * apart + steps(pairs.count) * (options.epochs - apart),
        fewest: fewest, workspace: workspace)
    }
    curriculum = LossCurriculum(options.curriculum)
    reliability = PairReliability(
      options.reliability, pairs: pairs.count, warmUpEpochs: options.warmUpEpochs,
      rivalMargin: options.rivalMargin)
    if options.reliability == .noise {
      noise = LabelNoise(
        given: pairs.textIDs, sentences: pairs.sentences.map(Double.init),
        width: pairs.sentenceWidth)
    }
    losses = [Double](repeating: 0, count: pairs.count)
  }

  /// The epochs in which towers leave pairs out.
  private static func epochsApart(_ options: AlignmentOptions) -> Int {
    options.reliability == .noise ? (options.epochs + 1) / 2 : 0
  }

  /// What has been learned so far; towers that learned apart stand side by side.
  public var towers: PairTowers<Scalar> {
    members.count == 1 ? members[0].towers : PairTowers(joining: members.map(\.towers))
  }

  /// Whether all epochs are done.
  public var isFinished: Bool { epoch >= options.epochs }

  /// One pass of each tower over its pairs; at its end reliability is learned anew.
  public func runEpoch() -> EpochReport {
    let isApart = epoch < Self.epochsApart(options)
    let progress = Double(epoch) / Double(max(1, options.epochs))
    let weights = TowerTraining<Scalar>.Weights(
      reliability: reliability.weights,
      curriculum: losses.map { curriculum.weight(ofLoss: $0, progress: progress) })
    let passes = members.indices.map { member in
      members[member].pass(
        over: pairs.textIDs.indices.filter { !isApart || leftOutBy[$0] != member }, epoch: epoch,
        weights)
    }
    switch options.reliability {
    case .noise: if isApart { learnNoise() }
    default: learnReliability(passes.map(\.symmetry))
    }
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

  /// Each tower says what it believes of the pairs it left out.
  private func learnNoise() {
    let texts = pairs.textCount
    var found = [Double](repeating: 0, count: pairs.count * texts)
    for (index, member) in members.enumerated() {
      let own = pairs.textIDs.indices.filter { leftOutBy[$0] == index }
      let towers = member.towers
      let said = TextBeliefs(
        cells: VectorTable(towers, features: pairs.features(of: own), workspace).values,
        texts: VectorTable(towers, sentences: pairs.sentences, workspace).values,
        width: towers.shape.outputs, textIDs: own.map { pairs.textIDs[$0] },
        temperature: options.temperature, workspace)
      for (row, pair) in own.enumerated() {
        found.replaceSubrange(
          pair * texts..<(pair + 1) * texts,
          with: said.probabilities[row * texts..<(row + 1) * texts])
      }
    }
    losses = pairs.textIDs.enumerated().map { pair, text in
      -naturalLogarithm(max(found[pair * texts + text], 1e-300))
    }
    curriculum.update(losses: losses)
    guard epoch + 1 >= options.warmUpEpochs else { return }
    beliefs = beliefs.isEmpty ? found : zip(beliefs, found).map { 0.5 * $0 + 0.5 * $1 }
    noise?.update(beliefs: beliefs, given: pairs.textIDs)
    if let noise {
      reliability.take(noise.posteriors(beliefs: beliefs, given: pairs.textIDs))
    }
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
