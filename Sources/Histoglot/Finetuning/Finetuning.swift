import Autodiff
import CellSections

/// Teaches a model labels: trains experts on folds of the labelled cells, weighs them by what they say of the
/// cells they have not seen, then trains once more on all labelled cells.
public struct Finetuning {
  /// What happens, as it happens.
  public enum Event: Sendable {
    /// What was kept apart for validation.
    case split(String)
    /// What is done before networks are searched for.
    case preparing(Preparation)
    /// So few cells of a task are labelled that the others are guessed by a linear expert, and guesses train as well.
    case guessed(LabelTask, by: LabelExpert.Kind, labelled: Int)
    /// An epoch of the search (on every fold) or of the final training is done; scores, one for each task
    /// before smoothing, are nil in the final training.
    case epoch(Int, of: Int, isFinal: Bool, loss: Double, scores: [ValidationScores]?)
    /// What validation chose for a task: its experts and why, and the epochs of the networks.
    case chosen(LabelTask, epochs: Int)
  }

  /// What is done, on every fold, before networks are searched for.
  public enum Preparation: Sendable {
    /// Regressions are fitted, from 1; with guesses, on what is guessed of the cells without a label too.
    case linearExperts(round: Int, guesses: Bool)
    /// The networks that read the encoder begin to learn by a scale, to find which they want.
    case scaleOfEncoder(InputScale, epoch: Int)
    case graphNetwork(fold: Int, of: Int)
  }

  public let base: TissueModel
  public let options: FinetuningOptions
  public let threads: Int

  /// A model with more parameters than this is too large to train on several folds at once.
  static let mostParametersForFolds = 20_000_000

  public init(_ base: TissueModel, options: FinetuningOptions, threads: Int) {
    self.base = base
    self.options = options
    self.threads = threads
  }

  /// - Parameters:
  ///   - sections: prepared with `vocabulary`, labelled for `tasks`.
  ///   - vocabulary: the base model's, or an extension of it.
  ///   - shouldStop: asked after each epoch; what is best so far is returned then.
  /// - Throws: `TrainingError`, also where the options leave out what cannot be left out together.
  public func callAsFunction(
    _ sections: [LabelledSection], tasks: [LabelTask], vocabulary: GeneVocabulary,
    shouldStop: () -> Bool = { false }, report: (Event) -> Void = { _ in }
  ) throws -> TissueModel {
    try FinetuningPart.check(options.without)
    let workspace = Workspace<Float>(threads: threads)
    let base = options.without.contains(.pretraining) ? base.drawnAnew(seed: options.seed) : base
    var tasks = tasks
    for index in tasks.indices { tasks[index].without = options.without }
    let start = {
      base.learning(
        tasks, vocabulary: vocabulary, sections: sections.map(\.section), seed: options.seed)
    }
    let folds = ValidationFolds(
      sections, share: options.validationShare, seed: options.seed,
      allowsSeveral: base.parameterCount <= Self.mostParametersForFolds)
    report(.split(folds.description))
    let search = try FoldSearch(
      (0..<folds.count).map { _ in start() }, sections: sections,
      folds: folds, options: options, workspace: workspace, report: { report(.preparing($0)) })
    for (index, expert) in search.guessing.enumerated() {
      guard let expert else { continue }
      report(
        .guessed(
          tasks[index], by: expert.kind,
          labelled: sections.reduce(0) { $0 + $1.codes[index].count { $0 >= 0 } }))
    }
    var hasStopped = false
    for epoch in 1...options.epochs where search.asksNetworks {
      let loss = try search.runEpoch()
      report(
        .epoch(
          epoch, of: options.epochs, isFinal: false, loss: loss, scores: try search.judge()))
      hasStopped = shouldStop()
      if hasStopped || epoch - search.lastProgress >= options.patience { break }
    }
    var chosen = try search.chosenTasks()
    for (index, expert) in search.guessing.enumerated() {
      guard let expert else { continue }
      chosen[index].reason +=
        "; taught by labels and by what \(expert.kind.rawValue) guesses of the cells without one"
    }
    for task in chosen { report(.chosen(task, epochs: search.best.epoch)) }

    var final = start()
    final.tasks = chosen
    let everything = sections.map { [Bool](repeating: true, count: $0.section.cellCount) }
    var taught = sections
    for (task, expert) in search.guessing.enumerated() {
      guard let expert else { continue }
      taught = try LabelCompletion(
        sections: taught, task: task, kind: expert.kind, scale: expert.scale,
        workspace: workspace)(final, trains: everything)
    }
    try LinearTraining()(
      LinearTraining.jobs(for: final, sections: taught, trains: everything) { task, kind in
        chosen[task].experts.first { $0.kind == kind }?.input
      }, in: workspace)
    for (index, task) in chosen.enumerated() {
      guard let graph = task.experts.first(where: { $0.kind == .graph && $0.weight > 0 })
      else { continue }
      try GraphTraining(
        model: final, task: index, sections: taught, trains: everything,
        scale: graph.scale ?? .training, seed: options.seed)(in: workspace)
    }
    for index in chosen.indices {
      try teachNovelty(index, of: &final, sections: sections, folds: folds, in: workspace)
    }
    let asksNetworks = chosen.contains { task in
      task.experts.contains { $0.weight > 0 && $0.kind.readsEncoder }
    }
    // An encoder that learns nothing sees sections as before.
    guard asksNetworks else { return final }
    final.inputScale = search.inputScale
    let run = FinetuningRun(
      final, sections: taught, trains: everything, options: options, epochs: options.epochs,
      workspace: workspace)
    for epoch in 1...search.best.epoch {
      let loss = try run.runEpoch()
      report(.epoch(epoch, of: search.best.epoch, isFinal: true, loss: loss, scores: nil))
      if !hasStopped, shouldStop() { break }
    }
    run.exchangeWithAverage()
    return final
  }

  /// Fits what a task's rule of novelty asks for on all cells.
  private func teachNovelty(
    _ index: Int, of model: inout TissueModel, sections: [LabelledSection], folds: ValidationFolds,
    in workspace: Workspace<Float>
  ) throws {
    guard let rule = model.tasks[index].novelty else { return }
    let expert = model.tasks[index].experts.first { $0.kind == rule.kind }
    let scale = expert?.scale ?? .training
    if rule.unlabelled != nil {
      _ = try UnlabelledCells(sections, task: index, folds: folds).train(
        model, without: nil, kind: rule.kind, scale: scale, in: workspace)
    }
    let everything = sections.map { [Bool](repeating: true, count: $0.section.cellCount) }
    let space = LabelledSpace(sections: sections, task: index, scale: scale, workspace: workspace)
    if rule.surroundings != nil {
      if let found = try space.fitSurroundings(model, trains: everything) {
        space.keep(found, in: model)
      } else {
        model.tasks[index].novelty?.surroundings = nil
      }
    }
    if rule.unexplained == nil, rule.walk == nil { return }
    let problem = LinearTraining().problem(
      .expression(
        of: model, task: index, sections: sections, trains: everything, scale: scale))
    if rule.unexplained != nil {
      _ = ProfileTraining(sections: sections, task: index).fit(model, problem)
    }
    if rule.walk != nil {
      _ = try space.fit(model, problem)
      let kept = space.keepLabelled(in: model)
      model.tasks[index].novelty?.walk?.cells = kept
    }
  }
}
