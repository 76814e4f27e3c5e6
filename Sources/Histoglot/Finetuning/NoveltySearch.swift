import Autodiff
import CellSections
import SectionAnalysis

/// Finds on cells kept apart how novelty is told and from where on a cell is `Unknown`.
struct NoveltySearch {
  let sections: [LabelledSection]
  let folds: ValidationFolds
  /// One for each fold, their linear experts fitted.
  let models: [TissueModel]
  let workspace: Workspace<Float>

  /// One in so many cells of known categories may be called `Unknown` for its novelty.
  static let oneIn = 100
  /// By how many deviations the threshold lies above that: other tissue lies further from what was learned. On halves of
  /// sections it takes at most 2.1 % of the known cells then, and 8.6 % without (docs/experiments.md).
  static let margin = 0.5
  /// From fewer cells no mean and deviation are told; and no threshold from fewer than one in a hundred can be told of.
  static let leastCells = 20

  /// - Parameters:
  ///   - chosen: with its experts.
  ///   - opinions: of the sections that are judged.
  ///   - judged: which these are.
  func rule(
    task: Int, _ chosen: LabelTask, opinions: [ExpertOpinions], judged: [Int],
    among kinds: [LabelExpert.Kind]
  ) throws -> NoveltyRule {
    let able = chosen.experts.filter { $0.kind.isLinear && kinds.contains($0.kind) }
    guard let expert = able.max(by: { ($0.validation?.sum ?? 0) < ($1.validation?.sum ?? 0) }),
      let index = LabelExpert.Kind.allCases.firstIndex(of: expert.kind)
    else { return .untried }
    let energy = opinions.flatMap { opinion -> [Double] in
      let values = energies(opinion.logits[index])
      return opinion.known.indices.filter { opinion.known[$0] >= 0 }.map { values[$0] }
    }
    guard energy.count >= Self.leastCells, let ofEnergy = NoveltyRule.Signal(of: energy) else {
      return .untried
    }
    var rule = NoveltyRule(kind: expert.kind, energy: ofEnergy)
    var novelty = energy.map(ofEnergy.deviations)
    if let told = try unlikeLabelled(
      task: task, kind: expert.kind, scale: expert.scale ?? .training,
      known: opinions.map(\.known), judged: judged),
      let signal = NoveltyRule.Signal(of: told)
    {
      rule.unlabelled = signal
      for cell in novelty.indices { novelty[cell] += signal.deviations(told[cell]) }
    }
    if expert.kind == .linearOwn {
      let told = opinions.map { (logits: $0.logits[index], known: $0.known) }
      if let values = unexplained(task: task, expert, told, judged),
        let signal = NoveltyRule.Signal(of: values)
      {
        rule.unexplained = signal
        for cell in novelty.indices {
          novelty[cell] += NoveltyRule.weightOfUnexplained * signal.deviations(values[cell])
        }
      }
      if let (walk, values) = try walk(task: task, expert, told, judged) {
        rule.walk = walk
        for cell in novelty.indices {
          novelty[cell] += NoveltyRule.weightOfWalk * values[cell] / walk.deviation
        }
      }
    }
    if novelty.count >= Self.oneIn {
      novelty.sort()
      rule.threshold = novelty[novelty.count - 1 - novelty.count / Self.oneIn] + Self.margin
    }
    return rule
  }

  /// By how much the known cells that validate express a gene that cells of the other folds do not explain; nil where there
  /// are too few of these.
  ///
  /// - Parameter told: logits and known categories of the sections that are judged.
  private func unexplained(
    task: Int, _ expert: LabelExpert, _ told: [(logits: FeatureMatrix, known: [Int32])],
    _ judged: [Int]
  ) -> [Double]? {
    let scale = expert.scale ?? .training
    var values = told.map { [Double](repeating: .nan, count: $0.known.count) }
    let training = ProfileTraining(sections: sections, task: task, scale: scale)
    for (fold, model) in models.enumerated() {
      guard training.fit(model, trains: folds.trains(without: fold)) else { return nil }
      for (place, section) in judged.enumerated() {
        let cells = told[place].known.indices.filter {
          told[place].known[$0] >= 0 && folds.folds[section][$0] == fold
        }
        let found = model.unexplained(
          sections[section].section, cells: cells,
          told: told[place].logits.selectingRows(cells), task: task, scale: scale, in: workspace)
        for (cell, value) in zip(cells, found) { values[place][cell] = value }
      }
    }
    return zip(values, told).flatMap { values, told in
      values.indices.filter { told.known[$0] >= 0 }.map { values[$0] }
    }
  }

  /// How far it is to labelled cells from the known cells that validate, as far from those of which too few stand together as
  /// from the median one; nil where there are too few.
  private func walk(
    task: Int, _ expert: LabelExpert, _ told: [(logits: FeatureMatrix, known: [Int32])],
    _ judged: [Int]
  ) throws -> (NoveltyRule.Kept, [Double])? {
    var categories = sections.map { [Int32](repeating: -1, count: $0.section.cellCount) }
    for (section, told) in zip(judged, told) { categories[section] = told.logits.largestColumns() }
    let all = try LabelledSpace(
      sections: sections, task: task, scale: expert.scale ?? .training, workspace: workspace
    ).walks(models, folds, told: categories)
    let values = zip(judged, told).flatMap { (section, told) -> [Double] in
      told.known.indices.filter { told.known[$0] >= 0 }.map { all[section][$0] }
    }
    let found = values.filter(\.isFinite)
    guard found.count >= Self.leastCells else { return nil }
    return NoveltyRule.Signal(of: found).map {
      (
        NoveltyRule.Kept(deviation: $0.deviation, cells: 0),
        values.map { $0.isFinite ? $0 : 0 }
      )
    }
  }

  /// `u` of the known cells that validate, from models that had not seen them; nil where unlabelled cells are not told.
  func unlikeLabelled(
    task: Int, kind: LabelExpert.Kind, scale: InputScale, known: [[Int32]], judged: [Int]
  ) throws -> [Double]? {
    let cells = UnlabelledCells(sections, task: task, folds: folds)
    guard cells.count >= UnlabelledCells.least else { return nil }
    var values = sections.map { [Double](repeating: .nan, count: $0.section.cellCount) }
    for (fold, model) in models.enumerated() {
      guard
        try cells.train(model, without: fold, kind: kind, scale: scale, in: workspace)
      else { return nil }
      for index in sections.indices where cells.folds[index].contains(fold) {
        let said = model.unlikeLabelled(
          SectionEncoding(unencoded: sections[index].section, in: workspace), task: task,
          kind: kind, scale: scale, in: workspace)
        for (cell, own) in cells.folds[index].enumerated() where own == fold {
          values[index][cell] = said[cell]
        }
      }
    }
    let labelled = zip(judged, known).flatMap { (section, known) -> [Double] in
      known.indices.filter { known[$0] >= 0 }.map { values[section][$0] }
    }
    let unlabelled = sections.indices.flatMap { index -> [Double] in
      values[index].indices.filter {
        sections[index].codes[task][$0] < 0 && values[index][$0].isFinite
      }.map { values[index][$0] }
    }
    return UnlabelledCells.areTold(labelled: labelled, unlabelled: unlabelled) ? labelled : nil
  }
}
