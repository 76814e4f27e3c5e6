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
    guard let expert = able.max(by: { ($0.validation?.sum ?? 0) < ($1.validation?.sum ?? 0) })
    else { return .untried }
    let index = expert.kind.index
    let energy = opinions.flatMap { opinion -> [Double] in
      let values = energies(opinion.logits[index])
      return opinion.known.indices.filter { opinion.known[$0] >= 0 }.map { values[$0] }
    }
    guard energy.count >= Self.leastCells, let ofEnergy = NoveltyRule.Signal(of: energy) else {
      return .untried
    }
    var rule = NoveltyRule(kind: expert.kind, energy: ofEnergy)
    var novelty = energy.map(ofEnergy.deviations)
    if expert.kind == .linearRings,
      let values = try strangeSurroundings(
        task: task, expert, known: opinions.map(\.known), judged: judged),
      let signal = NoveltyRule.Signal(of: values)
    {
      rule.surroundings = signal
      novelty = values.map(signal.deviations)
    }
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
      let found = try ofOwnExpression(task: task, expert, told, judged)
      if let values = found.unexplained, let signal = NoveltyRule.Signal(of: values) {
        rule.unexplained = signal
        for cell in novelty.indices {
          novelty[cell] += NoveltyRule.weightOfUnexplained * signal.deviations(values[cell])
        }
      }
      let near = found.walk.filter(\.isFinite)
      if near.count >= Self.leastCells, let signal = NoveltyRule.Signal(of: near) {
        rule.walk = NoveltyRule.Kept(deviation: signal.deviation, cells: 0)
        // Cells of which too few stand together lie as far as the median one.
        for cell in novelty.indices where found.walk[cell].isFinite {
          novelty[cell] += NoveltyRule.weightOfWalk * found.walk[cell] / signal.deviation
        }
      }
    }
    if novelty.count >= Self.oneIn {
      novelty.sort()
      rule.threshold = novelty[novelty.count - 1 - novelty.count / Self.oneIn] + Self.margin
    }
    return rule
  }

  /// What the own expression of the known cells that validate says beside energy, from labelled cells of the other folds.
  ///
  /// - Parameter told: logits and known categories of the sections that are judged.
  /// - Returns: by how much each cell expresses a gene that its categories do not explain, nil where too few cells tell; and how
  ///   far it is to labelled cells, not a number where too few cells stand together.
  private func ofOwnExpression(
    task: Int, _ expert: LabelExpert, _ told: [(logits: FeatureMatrix, known: [Int32])],
    _ judged: [Int]
  ) throws -> (unexplained: [Double]?, walk: [Double]) {
    let scale = expert.scale ?? .training
    let profiles = ProfileTraining(sections: sections, task: task)
    let space = LabelledSpace(sections: sections, task: task, scale: scale, workspace: workspace)
    var residuals = told.map { [Double](repeating: .nan, count: $0.known.count) }
    var areExplained = true
    var walks = sections.map { [Double](repeating: .nan, count: $0.section.cellCount) }
    var categories = sections.map { [Int32](repeating: -1, count: $0.section.cellCount) }
    for (section, told) in zip(judged, told) { categories[section] = told.logits.largestColumns() }
    for (fold, model) in models.enumerated() {
      let problem = LinearTraining().problem(
        .expression(
          of: model, task: task, sections: sections, trains: folds.trains(without: fold),
          scale: scale))
      areExplained = areExplained && profiles.fit(model, problem)
      if areExplained {
        for (place, section) in judged.enumerated() {
          let cells = told[place].known.indices.filter {
            told[place].known[$0] >= 0 && folds.folds[section][$0] == fold
          }
          let found = model.unexplained(
            sections[section].section, cells: cells,
            told: told[place].logits.selectingRows(cells), task: task, scale: scale, in: workspace)
          for (cell, value) in zip(cells, found) { residuals[place][cell] = value }
        }
      }
      guard try space.fit(model, problem) else { continue }
      space.walk(of: fold, model, folds, told: categories, into: &walks)
    }
    func known(_ values: (_ place: Int, _ section: Int) -> [Double]) -> [Double] {
      judged.enumerated().flatMap { place, section in
        let values = values(place, section)
        return told[place].known.indices.filter { told[place].known[$0] >= 0 }.map { values[$0] }
      }
    }
    return (
      areExplained ? known { place, _ in residuals[place] } : nil,
      known { _, section in walks[section] }
    )
  }

  /// How unlike any category the surroundings of the known cells that validate are, by labelled cells of the other folds; nil
  /// where there are too few.
  private func strangeSurroundings(
    task: Int, _ expert: LabelExpert, known: [[Int32]], judged: [Int]
  ) throws -> [Double]? {
    let scale = expert.scale ?? .training
    let space = LabelledSpace(sections: sections, task: task, scale: scale, workspace: workspace)
    var values = known.map { [Double](repeating: .nan, count: $0.count) }
    for (fold, model) in models.enumerated() {
      guard let told = try space.fitSurroundings(model, trains: folds.trains(without: fold)) else {
        return nil
      }
      for (place, section) in judged.enumerated() {
        let cells = known[place].indices.filter {
          known[place][$0] >= 0 && folds.folds[section][$0] == fold
        }
        if cells.isEmpty { continue }
        let places = model.surroundings(
          of: sections[section].section, task: task, scale: scale, in: workspace)
        guard let found = told.values(of: places.selectingRows(cells)) else { return nil }
        for (cell, value) in zip(cells, found) { values[place][cell] = value }
      }
    }
    return zip(values, known).flatMap { values, known in
      values.indices.filter { known[$0] >= 0 }.map { values[$0] }
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
