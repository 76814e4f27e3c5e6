import Autodiff
import CellKnowledge
import CellSections
import SectionAnalysis

/// One model for each fold, trained side by side, and what they say of the cells kept apart from them.
final class FoldSearch {
  private let sections: [LabelledSection]
  private let folds: ValidationFolds
  private var models: [TissueModel]
  private var runs: [FinetuningRun] = []
  /// What each fold's model learns from, `[folds][sections]`: with guesses where few cells are labelled.
  private var taught: [[LabelledSection]]
  private let workspace: Workspace<Float>
  /// Who may be asked: those not left out, and rings of neighbours mean nothing where no cell lies anywhere.
  private let kinds: [LabelExpert.Kind]
  private let liesSomewhere: Bool
  private var linear: LinearFoldSearch
  /// What networks say changes with each epoch.
  private var opinions: FoldOpinions
  /// By whom the unlabelled cells of each task are guessed; nil where they are not, `[tasks]`.
  private(set) var guessing: [GuessingExpert?]
  /// What the categories of each task say it tells, `[tasks]`; asked only where little or nothing can be judged.
  private var natures: [LabelNature] = []
  private var epoch = 0
  /// The first epochs, where the search for the encoder's scale has run them already.
  private var begun: [InputScaleSearch.Beginning.Epoch] = []
  /// By which scale encoders see sections.
  var inputScale: InputScale { models[0].inputScale }

  /// The last epoch at which the mixture or a network alone thought the truth likelier than ever before. A network that
  /// still learns may overtake experts that lead at first.
  private(set) var lastProgress = 0
  private var bestOfNetworks: [[Double]]

  /// The epoch at which the truth was most likely under the mixture, and what was said then.
  private(set) var best: (epoch: Int, likelihood: Double, opinions: FoldOpinions)

  /// Fits the linear experts and asks them.
  ///
  /// - Parameters:
  ///   - models: one for each fold.
  ///   - report: told before each piece of work what it is.
  init(
    _ models: [TissueModel], sections: [LabelledSection], folds: ValidationFolds,
    options: FinetuningOptions, workspace: Workspace<Float>,
    report: (Finetuning.Preparation) -> Void
  ) throws {
    self.sections = sections
    self.folds = folds
    self.models = models
    self.workspace = workspace
    let liesSomewhere = sections.contains { $0.section.coordinates != nil }
    let kinds = options.without.experts.filter {
      ![.linearRings, .graph].contains($0) || liesSomewhere
    }
    self.kinds = kinds
    self.liesSomewhere = liesSomewhere
    bestOfNetworks = models[0].tasks.map { _ in
      LabelExpert.Kind.allCases.map { _ in -.infinity }
    }
    guessing = models[0].tasks.map { _ in nil }
    let trains = models.indices.map { folds.trains(without: $0) }
    taught = models.map { _ in sections }
    linear = Self.untried(models[0], kinds, folds, options, workspace)
    opinions = FoldOpinions(
      sections: sections, folds: folds, tasks: models[0].tasks, workspace: workspace)
    best = (0, -.infinity, opinions)
    natures = try naturesWhereThin()
    try linear(models, taught: taught, trains: trains, judging: &opinions) {
      report(.linearExperts(round: $0, guesses: false))
    }
    try guess(trains, options, report)
    if let beginning = try beginning(trains, options, report) {
      self.models = models.map { $0.seeing(.section) }
      runs = beginning.runs
      begun = beginning.epochs
    } else {
      self.models = models.map { $0.seeing(.training) }
      runs = zip(models.indices, trains).map { fold, trains in
        FinetuningRun(
          self.models[fold], sections: taught[fold], trains: trains, options: options,
          epochs: options.epochs, workspace: workspace)
      }
    }
    try trainGraphs(trains, seed: options.seed, report)
    best.opinions = opinions
  }

  /// A search that has tried nothing. The graph network's scale hangs on what is best for the linear experts, asked or not.
  private static func untried(
    _ model: TissueModel, _ kinds: [LabelExpert.Kind], _ folds: ValidationFolds,
    _ options: FinetuningOptions, _ workspace: Workspace<Float>
  ) -> LinearFoldSearch {
    LinearFoldSearch(
      tasks: model.tasks.count,
      kinds: LabelExpert.Kind.allCases.filter {
        $0.isLinear
          && (kinds.contains($0) || kinds.contains(.graph) && folds.areManySections)
      }, inversePenalties: options.inversePenalties,
      scales: folds.areManySections ? InputScale.allCases : [.training], workspace: workspace)
  }

  /// Where few cells are labelled, lets each fold's model guess the others, and fits the linear experts on these too.
  private func guess(
    _ trains: [[[Bool]]], _ options: FinetuningOptions,
    _ report: (Finetuning.Preparation) -> Void
  ) throws {
    if options.without.contains(.guesses) { return }
    for task in models[0].tasks.indices
    where LabelCompletion.isWorthwhile(sections, task: task) {
      guessing[task] = try GuessingExpert(
        nature: natures[task], among: linear.kinds.filter { kinds.contains($0) }
      ) {
        try opinions.likelihood(task, $0)
      } scale: {
        scale(task, $0)
      }
      guard let expert = guessing[task] else { continue }
      if try areOfOtherKinds(task, expert) {
        guessing[task] = nil
        continue
      }
      for fold in models.indices {
        taught[fold] = try LabelCompletion(
          sections: taught[fold], task: task, kind: expert.kind, scale: expert.scale,
          workspace: workspace)(models[fold], trains: trains[fold])
      }
    }
    if guessing.contains(where: { $0 != nil }) {
      linear = Self.untried(models[0], kinds, folds, options, workspace)
      try linear(models, taught: taught, trains: trains, judging: &opinions) {
        report(.linearExperts(round: $0, guesses: true))
      }
    }
  }

  /// Whether unlabelled cells are told from labelled ones: who labels some categories and leaves others out does not want
  /// these guessed.
  private func areOfOtherKinds(_ task: Int, _ expert: GuessingExpert) throws -> Bool {
    try NoveltySearch(sections: sections, folds: folds, models: models, workspace: workspace)
      .unlikeLabelled(
        task: task, kind: expert.kind, scale: expert.scale,
        known: opinions.ofTasks[task].map(\.known),
        judged: opinions.judged) != nil
  }

  /// What is known of cell types and regions is read only if it is asked.
  private func naturesWhereThin() throws -> [LabelNature] {
    let isThin = opinions.ofTasks.indices.contains {
      ValidationEvidence(opinions.ofTasks[$0]).isThin || !opinions.canJudge($0)
    }
    guard isThin else { return opinions.ofTasks.map { _ in .unknown } }
    let knowledge = try KnowledgeStore()
    return models[0].tasks.map {
      LabelNature(categories: $0.categories, knowledge: knowledge)
    }
  }

  /// Whether a network may be asked for any task, so that there is something to search epochs for.
  var asksNetworks: Bool {
    guard kinds.contains(where: \.readsEncoder) else { return false }
    return opinions.ofTasks.indices.contains { task in
      opinions.canJudge(task)
        || natures[task].experts(among: kinds).contains(where: \.readsEncoder)
    }
  }

  /// Trains graph networks, and asks them.
  private func trainGraphs(
    _ trains: [[[Bool]]], seed: UInt64, _ report: (Finetuning.Preparation) -> Void
  ) throws {
    guard kinds.contains(.graph) else { return }
    for (fold, (model, trains)) in zip(models, trains).enumerated() {
      report(.graphNetwork(fold: fold + 1, of: models.count))
      for task in model.tasks.indices {
        try GraphTraining(
          model: model, task: task, sections: taught[fold], trains: trains,
          scale: graphScale(task), seed: seed)(in: workspace)
      }
    }
    opinions.ask([.graph], of: models) { task, _ in graphScale(task) }
  }

  /// A section's own where either linear expert asks for it: wide rings see by themselves what a batch makes of every gene,
  /// the ten nearest do not.
  private func graphScale(_ task: Int) -> InputScale {
    LabelExpert.Kind.allCases.contains { $0.isLinear && scale(task, $0) == .section }
      ? .section : .training
  }

  /// The first epochs by the own scales of sections, which all tasks then share; nil where encoders see them by training's.
  private func beginning(
    _ trains: [[[Bool]]], _ options: FinetuningOptions,
    _ report: (Finetuning.Preparation) -> Void
  ) throws -> InputScaleSearch.Beginning? {
    let readers = kinds.filter(\.readsEncoder)
    let canJudge = opinions.ofTasks.indices.contains { opinions.canJudge($0) }
    guard folds.areManySections, !readers.isEmpty, canJudge else { return nil }
    return try InputScaleSearch(
      models: models, taught: taught, trains: trains, kinds: readers, options: options,
      workspace: workspace)(opinions) { report(.scaleOfEncoder($0, epoch: $1)) }
  }

  /// What validation chose for an expert that is fitted before the encoder learns.
  private func fitted(_ task: Int, _ kind: LabelExpert.Kind) -> FittedBy {
    guard kinds.contains(kind) else { return FittedBy() }
    if kind == .graph { return FittedBy(scale: graphScale(task)) }
    if kind.readsEncoder { return FittedBy(scale: inputScale) }
    return linear.chosen(task, kind).map {
      FittedBy(inversePenalty: $0.inversePenalty, scale: $0.scale)
    } ?? FittedBy()
  }

  /// The best scale of a linear expert; that of training where none was searched for.
  private func scale(_ task: Int, _ kind: LabelExpert.Kind) -> InputScale {
    linear.chosen(task, kind)?.scale ?? .training
  }

  private func selection(_ task: Int, _ opinions: [ExpertOpinions]) throws -> ExpertSelection {
    try ExpertSelection(
      opinions, categories: models[0].tasks[task].categories.count, among: kinds,
      nature: natures[task]
    ) { kind in fitted(task, kind) }
  }

  /// One epoch on every fold; returns the mean loss.
  func runEpoch() throws -> Double {
    epoch += 1
    return epoch <= begun.count ? begun[epoch - 1].loss : try runs.meanLossOfEpoch()
  }

  /// Asks the networks of the cells kept apart, remembers the best epoch, and returns each task's scores.
  func judge() throws -> [ValidationScores] {
    let networks = kinds.filter(\.readsEncoder)
    if epoch <= begun.count {
      opinions.take(networks, from: begun[epoch - 1].opinions)
    } else {
      for run in runs { run.exchangeWithAverage() }
      opinions.ask(networks, of: models)
      for run in runs { run.exchangeWithAverage() }
    }
    var likelihood = 0.0
    var scores: [ValidationScores] = []
    for task in opinions.ofTasks.indices where opinions.canJudge(task) {
      let selection = try selection(task, opinions.ofTasks[task])
      likelihood += selection.likelihood
      for kind in networks {
        if selection.likelihoods[kind.index] > bestOfNetworks[task][kind.index] {
          bestOfNetworks[task][kind.index] = selection.likelihoods[kind.index]
          lastProgress = epoch
        }
      }
      scores.append(selection.scores)
    }
    // Where nothing can be judged, the last epoch is as good as any.
    if scores.isEmpty || likelihood > best.likelihood {
      best = (epoch, likelihood, opinions)
      lastProgress = epoch
    }
    return scores
  }

  /// The tasks with everything filled in that the best epoch tells.
  func chosenTasks() throws -> [LabelTask] {
    try models[0].tasks.enumerated().map { index, task in
      var task = task
      task.knowsPlaces = liesSomewhere
      let opinions = best.opinions.ofTasks[index]
      guard best.opinions.canJudge(index) else {
        let asked = natures[index].experts(among: kinds)
        for place in task.experts.indices {
          let kind = task.experts[place].kind
          task.experts[place].weight = asked.contains(kind) ? 1 / Double(asked.count) : 0
          let input = fitted(index, kind)
          task.experts[place].inversePenalty = input.inversePenalty
          task.experts[place].scale = input.scale
        }
        let sees = liesSomewhere && !task.without.contains(.context)
        task.smoothing = sees ? natures[index].smoothing : 0
        task.temperature = natures[index].temperature
        task.reason =
          "nothing could be validated, since no cells kept apart have labels that the others have: \(natures[index].reason(among: kinds))\(task.smoothing > 0 ? ", and what they say is smoothed over neighbours" : ""); no cell will be Unknown"
        return task
      }
      var chosen = try Calibration.choose(
        task, selection(index, opinions), opinions: opinions, nature: natures[index])
      chosen.novelty = try NoveltySearch(
        sections: sections, folds: folds, models: models, workspace: workspace
      ).rule(
        task: index, chosen, opinions: opinions, judged: best.opinions.judged, among: kinds)
      return chosen
    }
  }
}
