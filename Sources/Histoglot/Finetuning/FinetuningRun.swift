import Autodiff
import CellSections
import CellTransformer
import PredictionHeads

/// Trains the networks' heads, and more gently what lies below them, on labelled cells.
public final class FinetuningRun {
  public let model: TissueModel
  private let options: FinetuningOptions
  private let sections: [LabelledSection]
  /// Which cells carry the loss, `[sections][cells]`.
  private let trains: [[Bool]]
  /// By which the encoder sees each section's genes.
  private let geneScales: [GeneScale]
  private let workspace: Workspace<Float>
  private let optimizer: AdamW<Float>
  /// What is asked is the mean of about the last quarter of the steps: whichever epoch validation ends at, the rate has not
  /// come down by then, and single steps swing with the seed.
  private let average: TailAverage<Float>
  private let schedule: LearningRateSchedule
  private let weights: [[Float]]
  private let windowCells: Int
  private static let averagePower = 3.0
  /// Of more genes than this none is hidden: the token is a sum over all of them, to which a tenth that is missing is no more
  /// than noise, and hiding takes half the time of a step (docs/experiments.md).
  private static let mostGenesToHide = 1000
  private var epoch = 0
  private var step = 0

  /// - Parameters:
  ///   - trains: which cells carry the loss, `[sections][cells]`.
  ///   - epochs: how many the schedule is laid out for.
  public init(
    _ model: TissueModel, sections: [LabelledSection], trains: [[Bool]],
    options: FinetuningOptions, epochs: Int, workspace: Workspace<Float>
  ) {
    self.model = model
    self.options = options
    self.sections = sections
    self.trains = trains
    geneScales = sections.map { model.geneScale(model.inputScale, of: $0.section.counts) }
    self.workspace = workspace
    let store = model.store
    store.scaleRate(ofNamesWithPrefix: "tokens", by: Float(options.tokenRate))
    store.scaleRate(
      ofNamesWithPrefix: "encoder",
      by: options.without.experts.contains(.transformer) ? Float(options.encoderRate) : 0)
    // What no label says anything about stays as it is, and some heads have been trained by themselves.
    let apart = model.tasks.indices.flatMap { task in
      [TaskHeads.linearPrefix, TaskHeads.graphName, NoveltyHeads.name].map {
        "heads.\(task).\($0)"
      }
    }
    for part in ["posterior", "prior", "decoder"] + apart {
      store.scaleRate(ofNamesWithPrefix: part, by: 0)
    }
    optimizer = AdamW(store, decay: Float(options.decay), in: workspace)
    average = TailAverage(store, power: Self.averagePower, in: workspace)
    let cells = sections.reduce(0) { $0 + $1.section.cellCount }
    // At least some sixteen steps an epoch: small steps beat whole sections.
    let windowCells = min(1024, max(64, cells / 16))
    self.windowCells = windowCells
    let steps = sections.reduce(0) {
      $0 + ($1.section.cellCount + windowCells - 1) / windowCells
    }
    schedule = LearningRateSchedule(
      peak: options.rate, warmUpSteps: max(1, steps * epochs / 20), totalSteps: steps * epochs)
    weights = model.tasks.indices.map { task in
      let codes = sections.indices.flatMap { index in
        zip(sections[index].codes[task], trains[index]).map { $1 ? $0 : -1 }
      }
      return classWeights(codes: codes, categories: model.tasks[task].categories.count)
    }
  }

  /// Lets the mean of the last steps and what trains change places: once to ask the model, once more to go on.
  func exchangeWithAverage() { average.exchange() }

  /// One pass over the cells that train; returns the mean loss in nats, summed over tasks and networks.
  public func runEpoch() throws -> Double {
    var steps: [(section: Int, window: SectionWindow)] = []
    for (index, section) in sections.enumerated() {
      var generator = SeededGenerator(
        seed: options.seed, path: [1, UInt64(epoch), UInt64(index)])
      for window in section.section.windows(
        coreLimit: windowCells, hops: model.configuration.encoder.neighbourhoodHops,
        using: &generator)
      {
        steps.append((index, window))
      }
    }
    var order = SeededGenerator(seed: options.seed, path: [2, UInt64(epoch)])
    order.shuffle(&steps)
    var sum = 0.0
    var count = 0.0
    for (number, entry) in steps.enumerated() {
      var generator = SeededGenerator(
        seed: options.seed, path: [3, UInt64(epoch), UInt64(number)])
      if let loss = take(entry.section, entry.window, &generator) {
        sum += loss
        count += 1
      }
    }
    epoch += 1
    guard count > 0, sum.isFinite else { throw TrainingError.diverged(steps: steps.count) }
    return sum / count
  }

  private func take(
    _ index: Int, _ window: SectionWindow, _ generator: inout SeededGenerator
  ) -> Double? {
    let labelled = sections[index]
    let cells = window.cells
    let core = window.core.indices.filter { trains[index][cells[$0]] }
    let hasLabel = labelled.codes.contains { codes in core.contains { codes[cells[$0]] >= 0 } }
    guard hasLabel else { return nil }
    model.store.clearGradients(in: workspace.loop)
    let tape = Tape(workspace, isRecording: true)
    var stream = RandomStream(seed: generator.next())
    var turn: SeededGenerator? = SeededGenerator(seed: generator.next())
    let genes = labelled.section.counts.genes.count
    let mask =
      genes > Self.mostGenesToHide
      ? nil
      : GeneMask.dropping(
        cells: cells.count, genes: genes, share: options.geneDropout, using: &generator)
    let input = TokenInput<Float>(
      labelled.section.counts, cells: cells, mask: mask, geneScale: geneScales[index],
      vocabularySize: model.vocabulary.genes.count, forTraining: true, in: workspace)
    let context = labelled.section.context(
      of: cells, position: model.configuration.encoder.position, turn: &turn, in: workspace)
    let (tokens, hidden) = model.encode(
      input, context, noise: Float(options.noise), &stream, on: tape)
    let rows = core.map(Int32.init)
    let coreTokens = tape.gatherRows(tokens, rows)
    let coreHidden = tape.gatherRows(hidden, rows)
    var terms: [(Float, Variable<Float>)] = []
    for (task, heads) in model.heads.enumerated() {
      let targets = core.map { labelled.codes[task][cells[$0]] }
      let trust = labelled.trust[task]
      let rowWeights = zip(targets, core).map {
        $0 < 0 ? 0 : weights[task][Int($0)] * trust[cells[$1]]
      }
      let total = rowWeights.reduce(0, +)
      if total == 0 { continue }
      let columnOfWeights = workspace.matrix(core.count, 1, rowWeights)
      for kind in options.without.experts {
        guard
          let logits = heads.logits(kind, tokens: coreTokens, hidden: coreHidden, &stream)
        else { continue }
        let loss = tape.crossEntropy(logits, targets: targets, weights: columnOfWeights)
        terms.append((1 / total, loss))
      }
    }
    let loss = tape.combine(terms)
    let value = Double(loss.value.scalar)
    step += 1
    guard value.isFinite else { return nil }
    tape.backward(from: loss)
    let norm = optimizer.gradientNorm()
    guard norm.isFinite else { return nil }
    optimizer.update(
      rate: Float(schedule.rate(at: step - 1)), gradientScale: norm > 1 ? Float(1 / norm) : 1)
    average.update()
    return value
  }
}

extension [FinetuningRun] {
  /// One epoch of each; returns the mean of their losses.
  func meanLossOfEpoch() throws -> Double {
    try reduce(0) { try $0 + $1.runEpoch() } / Double(count)
  }
}
