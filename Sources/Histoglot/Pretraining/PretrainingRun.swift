import Autodiff
import CellSections
import CellTransformer
import LatentMixture

/// A pre-training run: takes one step at a time, so that whoever drives it can report, save and stop.
///
/// The same seed, data and options give the same weights, bit for bit, on one machine, whatever the number
/// of threads and however often the run was stopped and continued.
public final class PretrainingRun {
  public let model: TissueModel
  public let options: PretrainingOptions
  public private(set) var state: PretrainingState
  let plan: PretrainingPlan
  let optimizer: AdamW<Float>
  let workspace: Workspace<Float>
  private(set) var steps: [PretrainingPlan.Step]

  /// How many steps in a row may fail before the run is given up.
  static let patience = 25
  /// How many windows the components are put into at most.
  static let seedingWindows = 20

  /// Starts a run: builds the vocabulary's model with the scale of the sections' genes.
  ///
  /// - Parameter profile: measures the stages of its steps.
  /// - Throws: `TrainingError.partNotThere` where the options leave out what the preset does not have.
  public init(
    sections: [PreparedSection], vocabulary: GeneVocabulary, options: PretrainingOptions,
    threads: Int, profile: StageProfile? = nil
  ) throws(TrainingError) {
    let counts = sections.map(\.counts)
    let scale = GeneScale(of: counts, genes: vocabulary.genes.count)
    model = TissueModel(
      try options.configuration(), vocabulary: vocabulary, geneScale: scale,
      trainingSections: sections.map(\.name), seed: options.seed)
    model.decoder.seedOffsets(logShares(of: counts, genes: vocabulary.genes.count))
    self.options = options
    plan = PretrainingPlan(
      options, sections: sections,
      hops: model.configuration.encoder.neighbourhoodHops)
    workspace = Workspace(threads: threads, profile: profile)
    optimizer = AdamW(model.store, decay: Float(options.decay), in: workspace)
    state = PretrainingState(components: model.configuration.components)
    steps = plan.steps(ofEpoch: 0)
  }

  /// How many buffers its steps have asked of the system so far; constant once windows have had every size.
  package var systemAllocations: Int { workspace.systemAllocations }
  /// Bytes that its steps hold from the system, beside parameters and their gradients.
  package var bytesHeld: Int { workspace.bytesHeld }
  /// Epochs of the whole run.
  public var epochs: Int { plan.epochs }
  /// Steps of one epoch, about: windows move from epoch to epoch.
  public var stepsPerEpoch: Int { steps.count }
  /// Whether all epochs are done.
  public var isFinished: Bool { state.epoch >= plan.epochs }
  /// The share of the run that is done.
  public var progress: Double {
    (Double(state.epoch) + Double(state.step) / Double(max(1, steps.count))) / Double(plan.epochs)
  }
  /// Goes on from a saved state; the weights and moments have been read already.
  ///
  /// - Returns: whether the state's epoch has such a step.
  func resume(_ state: PretrainingState) -> Bool {
    if state.epoch < plan.epochs {
      let steps = plan.steps(ofEpoch: state.epoch)
      guard steps.indices.contains(state.step) else { return false }
      self.steps = steps
    }
    self.state = state
    return true
  }

  /// What a step did.
  public struct StepReport: Sendable {
    public var losses: PretrainingLosses
    /// How many cells passed the encoder, halo included.
    public var cells: Int
    /// Why the step was skipped, nil where it was not.
    public var skipped: String?
    /// The epoch that ended with this step.
    public var epoch: EpochReport?
  }

  /// Takes one step; at the end of an epoch also computes the validation loss.
  public func advance() throws -> StepReport {
    precondition(!isFinished, "PretrainingRun: all \(plan.epochs) epochs are done")
    let step = steps[state.step]
    let number = optimizer.step + state.skipped
    var generator = plan.stepGenerator(epoch: state.epoch, step: state.step)
    model.store.clearGradients(in: workspace.loop)
    let result = lossStep(number)(
      plan.sections[step.section], index: step.section, window: step.window,
      isScored: plan.isTrained[step.section], training: true, using: &generator,
      usage: &state.usage)
    var report = StepReport(losses: result.losses, cells: step.window.cells.count)
    if result.losses.cells > 0 {
      report.skipped = update(result, number: number)
      if report.skipped != nil {
        state.skipped += 1
        state.skippedInARow += 1
        if state.skippedInARow >= Self.patience {
          throw TrainingError.diverged(steps: Self.patience)
        }
      } else {
        state.skippedInARow = 0
        state.losses.add(result.losses)
        if number == plan.warmUpSteps - 1 { seedComponents() }
      }
    }
    state.step += 1
    if state.step == steps.count { report.epoch = endEpoch() }
    return report
  }

  func lossStep(_ number: Int) -> PretrainingStep {
    PretrainingStep(
      model: model, workspace: workspace, divergenceWeight: plan.divergenceWeight(at: number),
      freeNats: options.freeNats, maskedCells: options.shareToMask)
  }

  /// Moves the parameters; returns why it did not.
  private func update(_ result: PretrainingStep.Result, number: Int) -> String? {
    workspace.profile?.enter(ModelStage.optimiser)
    defer { workspace.profile?.leave() }
    guard result.losses.total.isFinite else { return "the loss is not finite" }
    let norm = optimizer.gradientNorm()
    guard norm.isFinite else { return "the gradient is not finite" }
    // Clipping at 1 (Pascanu et al. 2013).
    optimizer.update(
      rate: Float(plan.schedule.rate(at: number)), gradientScale: norm > 1 ? Float(1 / norm) : 1)
    return nil
  }

  /// Puts the components among the latent means of some windows.
  private func seedComponents() {
    workspace.profile?.enter(ModelStage.seedingComponents)
    defer { workspace.profile?.leave() }
    var rows: [Float] = []
    var usage = state.usage
    for (index, step) in steps.prefix(Self.seedingWindows).enumerated() {
      var generator = plan.validationGenerator(step: index)
      let result = lossStep(0)(
        plan.sections[step.section], index: step.section, window: step.window,
        isScored: plan.isTrained[step.section], training: false, using: &generator, usage: &usage)
      rows.append(contentsOf: result.latents?.elements ?? [])
    }
    let width = model.configuration.latent
    var generator = plan.seedingGenerator()
    model.prior.seed(
      from: workspace.matrix(rows.count / width, width, rows), using: &generator)
  }

  private func endEpoch() -> EpochReport {
    workspace.profile?.enter(ModelStage.validation)
    defer { workspace.profile?.leave() }
    var validation = PretrainingLosses()
    var usage = MixtureUsage(components: model.configuration.components)
    for (index, step) in plan.validationSteps().enumerated() {
      var generator = plan.validationGenerator(step: index)
      let quiet = PretrainingStep(
        model: model, workspace: workspace, divergenceWeight: options.divergenceWeight,
        freeNats: 0, maskedCells: options.shareToMask)
      let result = quiet(
        plan.sections[step.section], index: step.section, window: step.window,
        isScored: plan.isTrained[step.section].map { !$0 }, training: false, using: &generator,
        usage: &usage)
      validation.add(result.losses)
    }
    let report = EpochReport(
      epoch: state.epoch + 1, training: state.losses,
      validation: validation.cells > 0 ? validation : nil,
      componentsInUse: state.usage.componentsInUse,
      responsibilityEntropy: state.usage.meanEntropy,
      rate: plan.schedule.rate(at: max(0, optimizer.step + state.skipped - 1)),
      skipped: state.skipped)
    state.history.append(report)
    state.lastUsage = state.usage
    state.losses = PretrainingLosses()
    state.usage = MixtureUsage(components: model.configuration.components)
    state.epoch += 1
    state.step = 0
    if !isFinished { steps = plan.steps(ofEpoch: state.epoch) }
    return report
  }
}

/// The logarithm of each gene's share of all counts, one count added to each, `[genes]`.
private func logShares(of sections: [SectionCounts], genes: Int) -> [Float] {
  var totals = [Double](repeating: 1, count: genes)
  for section in sections {
    for (column, total) in section.counts.columnTotals().enumerated() {
      totals[Int(section.genes[column])] += Double(total)
    }
  }
  let sum = totals.reduce(0, +)
  return totals.map { Float(logarithm($0 / sum)) }
}
