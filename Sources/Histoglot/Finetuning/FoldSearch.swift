import Autodiff
import CellKnowledge
import CellSections
import SectionAnalysis

/// One model for each fold, trained side by side, and what they say of the cells kept apart from them.
final class FoldSearch {
  private let sections: [LabelledSection]
  private let folds: ValidationFolds
  private let models: [TissueModel]
  private var runs: [FinetuningRun] = []
  /// What each fold's model learns from, `[folds][sections]`: with guesses where few cells are labelled.
  private var taught: [[LabelledSection]]
  private let workspace: Workspace<Float>
  /// Who may be asked: those not left out, and rings of neighbours mean nothing where no cell lies anywhere.
  private let kinds: [LabelExpert.Kind]
  /// Linear experts that are searched for. The graph network has the scale that is best for rings, asked or not.
  private let linearKinds: [LabelExpert.Kind]
  private let liesSomewhere: Bool
  /// `[tasks][kinds]`, of linear experts.
  private var penalties: [[LinearSearch]]
  /// `[tasks][sections that are judged]`; what networks say changes with each epoch.
  private var opinions: [[ExpertOpinions]] = []
  private let judgedSections: [Int]
  /// By whom the unlabelled cells of each task are guessed; nil where they are not, `[tasks]`.
  private(set) var guessing: [GuessingExpert?]
  /// What the categories of each task say it tells, `[tasks]`; asked only where little or nothing can be judged.
  private var natures: [LabelNature] = []
  private var epoch = 0

  /// The last epoch at which the mixture or a network alone thought the truth likelier than ever before. A network that
  /// still learns may overtake experts that lead at first.
  private(set) var lastProgress = 0
  private var bestOfNetworks: [[Double]]

  /// The epoch at which the truth was most likely under the mixture, and what was said then.
  private(set) var best: (epoch: Int, likelihood: Double, opinions: [[ExpertOpinions]]) = (
    0, -.infinity, []
  )

  /// Fits the linear experts and asks them.
  ///
  /// - Parameter models: one for each fold.
  init(
    _ models: [TissueModel], sections: [LabelledSection], folds: ValidationFolds,
    options: FinetuningOptions, workspace: Workspace<Float>
  ) throws {
    self.sections = sections
    self.folds = folds
    self.models = models
    self.workspace = workspace
    judgedSections = sections.indices.filter { folds.folds[$0].contains { $0 >= 0 } }
    let liesSomewhere = sections.contains { $0.section.coordinates != nil }
    let kinds = options.without.experts.filter {
      ![.linearRings, .graph].contains($0) || liesSomewhere
    }
    self.kinds = kinds
    linearKinds = LabelExpert.Kind.allCases.filter {
      $0.isLinear && kinds.contains($0)
        || $0 == .linearRings && kinds.contains(.graph) && folds.areManySections
    }
    self.liesSomewhere = liesSomewhere
    bestOfNetworks = models[0].tasks.map { _ in
      LabelExpert.Kind.allCases.map { _ in -.infinity }
    }
    guessing = models[0].tasks.map { _ in nil }
    penalties = []
    let trains = models.indices.map { folds.trains(without: $0) }
    taught = models.map { _ in sections }
    penalties = newPenalties(options)
    opinions = models[0].tasks.indices.map { task in
      judgedSections.map { emptyOpinions(task, section: $0) }
    }
    natures = try naturesWhereThin()
    try fitLinear(trains)
    try guess(trains, options)
    runs = zip(models.indices, trains).map { fold, trains in
      FinetuningRun(
        models[fold], sections: taught[fold], trains: trains, options: options,
        epochs: options.epochs, workspace: workspace)
    }
    try trainGraphs(trains, seed: options.seed)
    best.opinions = opinions
  }

  private func newPenalties(_ options: FinetuningOptions) -> [[LinearSearch]] {
    models[0].tasks.map { _ in
      LabelExpert.Kind.allCases.map { _ in
        LinearSearch(
          options.inversePenalties,
          scales: folds.areManySections ? InputScale.allCases : [.training])
      }
    }
  }

  /// Where few cells are labelled, lets each fold's model guess the others, and fits the linear experts on these too.
  private func guess(_ trains: [[[Bool]]], _ options: FinetuningOptions) throws {
    if options.without.contains(.guesses) { return }
    for task in models[0].tasks.indices
    where LabelCompletion.isWorthwhile(sections, task: task) {
      let able = linearKinds.filter { kinds.contains($0) }
      guessing[task] = try GuessingExpert(
        nature: natures[task], among: able
      ) { kind in
        try LabelExpert.Kind.allCases.firstIndex(of: kind).flatMap { try likelihood(task, $0) }
      } scale: { kind in
        search(task, kind).chosen.scale
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
      penalties = newPenalties(options)
      try fitLinear(trains)
    }
  }

  /// Whether unlabelled cells are told from labelled ones: who labels some categories and leaves others out does not want
  /// these guessed.
  private func areOfOtherKinds(_ task: Int, _ expert: GuessingExpert) throws -> Bool {
    try NoveltySearch(sections: sections, folds: folds, models: models, workspace: workspace)
      .unlikeLabelled(
        task: task, kind: expert.kind, scale: expert.scale, known: opinions[task].map(\.known),
        judged: judgedSections) != nil
  }

  /// What is known of cell types and regions is read only if it is asked.
  private func naturesWhereThin() throws -> [LabelNature] {
    guard opinions.contains(where: { ValidationEvidence($0).isThin || !canJudge($0) }) else {
      return opinions.map { _ in .unknown }
    }
    let knowledge = try KnowledgeStore()
    return models[0].tasks.map {
      LabelNature(categories: $0.categories, knowledge: knowledge)
    }
  }

  /// Whether a network may be asked for any task, so that there is something to search epochs for.
  var asksNetworks: Bool {
    guard kinds.contains(where: \.readsEncoder) else { return false }
    return opinions.indices.contains { task in
      canJudge(opinions[task])
        || natures[task].experts(among: kinds).contains(where: \.readsEncoder)
    }
  }

  /// Trains graph networks on the scale that was best for rings, and asks them.
  private func trainGraphs(_ trains: [[[Bool]]], seed: UInt64) throws {
    guard kinds.contains(.graph) else { return }
    for (fold, (model, trains)) in zip(models, trains).enumerated() {
      for task in model.tasks.indices {
        try GraphTraining(
          model: model, task: task, sections: taught[fold], trains: trains,
          scale: search(task, .linearRings).chosen.scale, seed: seed)(in: workspace)
      }
    }
    ask([.graph]) { task, _ in search(task, .linearRings).chosen.scale }
  }

  /// Fits the linear experts with the penalties and scales that let them say most of the cells kept apart.
  private func fitLinear(_ trains: [[[Bool]]]) throws {
    var kept = LinearTraining.Kept()
    while true {
      let jobs = zip(models, trains).enumerated().flatMap { fold, entry in
        LinearTraining.jobs(for: entry.0, sections: taught[fold], trains: entry.1) { task, kind in
          linearKinds.contains(kind) ? search(task, kind).candidate : nil
        }
      }
      if jobs.isEmpty { return }
      try LinearTraining()(jobs, keeping: &kept, in: workspace)
      let before = opinions
      ask(linearKinds) { task, kind in search(task, kind).candidate?.scale ?? .training }
      for task in penalties.indices {
        for (index, kind) in LabelExpert.Kind.allCases.enumerated()
        where linearKinds.contains(kind) {
          let isTrial = search(task, kind).candidate != nil
          if isTrial, penalties[task][index].judge(try likelihood(task, index)) { continue }
          for place in opinions[task].indices {
            opinions[task][place].logits[index] = before[task][place].logits[index]
          }
        }
      }
    }
  }

  /// What validation chose for an expert that is fitted before the encoder learns.
  private func fitted(_ task: Int, _ kind: LabelExpert.Kind) -> FittedBy {
    guard kinds.contains(kind) else { return FittedBy() }
    if kind == .graph { return FittedBy(scale: search(task, .linearRings).chosen.scale) }
    guard kind.isLinear else { return FittedBy() }
    let chosen = search(task, kind).chosen
    return FittedBy(inversePenalty: chosen.inversePenalty, scale: chosen.scale)
  }

  private func search(_ task: Int, _ kind: LabelExpert.Kind) -> LinearSearch {
    guard let index = LabelExpert.Kind.allCases.firstIndex(of: kind) else {
      preconditionFailure("FoldSearch: \(kind) is no kind")
    }
    return penalties[task][index]
  }

  /// How likely one expert thinks the truth, at its best temperature; nil where nothing can be judged.
  private func likelihood(_ task: Int, _ index: Int) throws -> Double? {
    guard canJudge(opinions[task]) else { return nil }
    let truth = opinions[task].flatMap { opinion in opinion.judged.map { opinion.known[$0] } }
    var logits = FeatureMatrix(
      rowCount: 0, columnCount: models[0].tasks[task].categories.count)
    for opinion in opinions[task] {
      logits.values += opinion.logits[index].selectingRows(opinion.judged).values
    }
    logits = FeatureMatrix(
      rowCount: truth.count, columnCount: logits.columnCount, values: logits.values)
    let probabilities = try TemperatureScaling(logits: logits, truth: truth)(logits)
    var sum = 0.0
    for (row, code) in truth.enumerated() where code >= 0 {
      sum += logarithm(max(probabilities[row, Int(code)], LabelProbabilities.leastProbability))
    }
    return sum / Double(truth.count { $0 >= 0 })
  }

  private func canJudge(_ opinions: [ExpertOpinions]) -> Bool {
    opinions.contains { $0.known.contains { $0 >= 0 } }
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
    return try runs.reduce(0) { try $0 + $1.runEpoch() } / Double(runs.count)
  }

  /// Asks the networks of the cells kept apart, remembers the best epoch, and returns each task's scores.
  func judge() throws -> [ValidationScores] {
    for run in runs { run.exchangeWithAverage() }
    ask(kinds.filter(\.readsEncoder))
    for run in runs { run.exchangeWithAverage() }
    var likelihood = 0.0
    var scores: [ValidationScores] = []
    for (task, opinions) in opinions.enumerated() where canJudge(opinions) {
      let selection = try selection(task, opinions)
      likelihood += selection.likelihood
      for (index, kind) in LabelExpert.Kind.allCases.enumerated()
      where kind.readsEncoder && kinds.contains(kind) {
        if selection.likelihoods[index] > bestOfNetworks[task][index] {
          bestOfNetworks[task][index] = selection.likelihoods[index]
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
      let opinions = best.opinions[index]
      guard canJudge(opinions) else {
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
        task.reason =
          "nothing could be validated, since no cells kept apart have labels that the others have: \(natures[index].reason(among: kinds))\(task.smoothing > 0 ? ", and what they say is smoothed over neighbours" : ""); no cell will be Unknown"
        return task
      }
      var chosen = try Calibration.choose(
        task, selection(index, opinions), opinions: opinions, nature: natures[index])
      chosen.novelty = try NoveltySearch(
        sections: sections, folds: folds, models: models, workspace: workspace
      ).rule(
        task: index, chosen, opinions: opinions, judged: judgedSections, among: kinds)
      return chosen
    }
  }

  private func emptyOpinions(_ task: Int, section: Int) -> ExpertOpinions {
    let codes = sections[section].codes[task]
    let categories = models[0].tasks[task].categories.count
    var isTrained = [[Bool]](
      repeating: [Bool](repeating: false, count: categories), count: models.count)
    for (other, labelled) in sections.enumerated() {
      for (cell, code) in labelled.codes[task].enumerated() where code >= 0 {
        for fold in models.indices where folds.folds[other][cell] != fold {
          isTrained[fold][Int(code)] = true
        }
      }
    }
    let cellFolds = folds.folds[section]
    let empty = FeatureMatrix(rowCount: codes.count, columnCount: categories)
    return ExpertOpinions(
      logits: LabelExpert.Kind.allCases.map { _ in empty },
      truth: codes.indices.map { cellFolds[$0] < 0 ? -1 : codes[$0] },
      known: codes.indices.map { cell in
        let fold = cellFolds[cell]
        return fold >= 0 && codes[cell] >= 0 && isTrained[fold][Int(codes[cell])]
          ? codes[cell] : -1
      },
      units: folds.units[section],
      graph: sections[section].section.graph)
  }

  /// Lets each fold's model say what it thinks of its own cells; the first model speaks for cells that are
  /// in no fold.
  ///
  /// - Parameter scale: of what the linear expert of a task sees.
  private func ask(
    _ kinds: [LabelExpert.Kind],
    scale: (_ task: Int, _ kind: LabelExpert.Kind) -> InputScale = { _, _ in .training }
  ) {
    for (place, section) in judgedSections.enumerated() {
      let cellFolds = folds.folds[section]
      for (fold, model) in models.enumerated() {
        let own = cellFolds.indices.filter { max(0, cellFolds[$0]) == fold }
        if own.isEmpty { continue }
        let encoding =
          !kinds.contains(where: \.readsEncoder)
          ? SectionEncoding(unencoded: sections[section].section, in: workspace)
          : model.encode(sections[section].section, in: workspace)
        for task in model.tasks.indices {
          for kind in kinds {
            let logits = model.expertLogits(
              encoding, task: task, kind: kind, scale: scale(task, kind), in: workspace)
            opinions[task][place].replace(logits, of: kind, cells: own)
          }
        }
      }
    }
  }
}

extension ExpertOpinions {
  /// Takes what a model says of some cells.
  ///
  /// - Parameter logits: of all cells of the section, `[cells, categories]`.
  fileprivate mutating func replace(
    _ logits: Matrix<Float>, of kind: LabelExpert.Kind, cells: [Int]
  ) {
    guard let index = LabelExpert.Kind.allCases.firstIndex(of: kind) else { return }
    let width = logits.columns
    logits.withElements { elements in
      for cell in cells {
        for column in 0..<width {
          self.logits[index].values[cell * width + column] = Double(
            elements[cell * width + column])
        }
      }
    }
  }
}
