import Autodiff
import CellSections
import SectionAnalysis

/// The cells that lie unlabelled among the labelled cells of a task, and how a regression learns to tell them from these.
///
/// Who labels some types of a section and leaves others out says something about those: their cells are there. Who labels a
/// random choice says nothing, and validation finds that nothing tells the two apart.
struct UnlabelledCells {
  private let sections: [LabelledSection]
  private let task: Int
  /// The fold of each cell, as validation has it for labelled ones; -1 where it always trains, `[sections][cells]`.
  let folds: [[Int]]

  /// Fewer than this, told by none of several folds, say nothing.
  static let least = 10
  /// scikit-learn's `C`.
  static let inversePenalty = 0.01
  /// Of each category at most as many unlabelled cells train as it has labelled ones, or this many: else what is common
  /// among unlabelled cells would pass for new.
  static let fewest = 10
  /// What one in twenty labelled cells exceeds, this share of the unlabelled ones must, and by so many standard errors.
  static let rareShare = 0.05
  static let leastShare = 0.2
  static let leastErrors = 4.0
  /// Where one part of the cells is kept apart, how many parts there are.
  private static let parts = 5

  init(_ sections: [LabelledSection], task: Int, folds: ValidationFolds) {
    self.sections = sections
    self.task = task
    self.folds = zip(sections, folds.folds).map { section, cellFolds in
      Self.folds(of: section, task: task, labelled: cellFolds, count: folds.count)
    }
  }

  /// The unlabelled cells of sections that have labelled ones, ascending.
  private static func cells(of section: LabelledSection, task: Int) -> [Int] {
    let codes = section.codes[task]
    guard codes.contains(where: { $0 >= 0 }) else { return [] }
    return codes.indices.filter { codes[$0] < 0 }
  }

  private static func folds(
    of section: LabelledSection, task: Int, labelled: [Int], count: Int
  ) -> [Int] {
    var folds = zip(section.codes[task], labelled).map { $0 >= 0 ? $1 : -1 }
    let cells = cells(of: section, task: task)
    let period = count > 1 ? count : parts
    func fold(_ part: Int) -> Int { part % period < count ? part % period : -1 }
    if let coordinates = section.section.coordinates, !cells.isEmpty {
      let blocks = SpatialBlocks(
        of: coordinates.selecting(cells), count: ValidationFolds.blocks)
      for (part, places) in blocks.blocks.enumerated() {
        for place in places { folds[cells[place]] = fold(part) }
      }
    } else {
      for (place, cell) in cells.enumerated() { folds[cell] = fold(place) }
    }
    return folds
  }

  var count: Int {
    sections.reduce(0) { $0 + Self.cells(of: $1, task: task).count }
  }

  /// Fits the regression of a model on the cells outside one fold, and puts it into the model.
  ///
  /// - Parameters:
  ///   - fold: kept apart; nil for none.
  ///   - input: scale of the expert of the same kind, which is fitted.
  /// - Returns: whether there was something to tell apart.
  func train(
    _ model: TissueModel, without fold: Int?, kind: LabelExpert.Kind, scale: InputScale,
    in workspace: Workspace<Float>
  ) throws -> Bool {
    let binary = sections.indices.map { index in
      LabelledSection(
        sections[index].section,
        codes: sections[index].codes.map { $0.map { _ in -1 } })
    }
    var codes = sections.map { [Int32](repeating: -1, count: $0.section.cellCount) }
    var labelled = [Int](repeating: 0, count: model.tasks[task].categories.count)
    var told = labelled.map { _ in [(section: Int, cell: Int)]() }
    for (index, section) in sections.enumerated() {
      let unlabelled = Self.cells(of: section, task: task).filter {
        fold == nil || folds[index][$0] != fold
      }
      for (cell, code) in section.codes[task].enumerated()
      where code >= 0 && (fold == nil || folds[index][cell] != fold) {
        codes[index][cell] = 0
        labelled[Int(code)] += 1
      }
      if unlabelled.isEmpty { continue }
      let logits = FeatureMatrix(
        model.expertLogits(
          SectionEncoding(unencoded: section.section, in: workspace), task: task, kind: kind,
          scale: scale, in: workspace))
      let best = logits.largestColumns()
      for cell in unlabelled { told[Int(best[cell])].append((index, cell)) }
    }
    for (category, cells) in told.enumerated() where !cells.isEmpty {
      let most = max(Self.fewest, labelled[category])
      let stride = (cells.count + most - 1) / most
      for place in cells.indices where place % stride == 0 {
        codes[cells[place].section][cells[place].cell] = 1
      }
    }
    guard codes.contains(where: { $0.contains(0) }), codes.contains(where: { $0.contains(1) })
    else { return false }
    let problems = zip(binary, codes).map { section, codes in
      LabelledSection(
        section.section, codes: section.codes.indices.map { $0 == task ? codes : section.codes[$0] }
      )
    }
    try LinearTraining().trainNovelty(
      model, task: task, kind: kind, scale: scale, sections: problems,
      inversePenalty: Self.inversePenalty)
    return true
  }

  /// Whether unlabelled cells are so unlike the labelled ones that being like them says something.
  ///
  /// - Parameters:
  ///   - labelled: `u` of labelled cells that the regression had not seen.
  ///   - unlabelled: of such unlabelled ones.
  static func areTold(labelled: [Double], unlabelled: [Double]) -> Bool {
    guard unlabelled.count >= least, labelled.count >= least else { return false }
    let sorted = labelled.sorted()
    let rare = sorted[min(sorted.count - 1, Int((1 - rareShare) * Double(sorted.count)))]
    let share = Double(unlabelled.count { $0 > rare }) / Double(unlabelled.count)
    let variance =
      rareShare * (1 - rareShare) * (1 / Double(unlabelled.count) + 1 / Double(labelled.count))
    return share >= leastShare && share - rareShare > leastErrors * variance.squareRoot()
  }
}

extension LinearTraining {
  /// Fits the regression that tells unlabelled cells (1) from labelled ones (0) and puts it into a model.
  ///
  /// - Parameter sections: with the codes 0, 1 and -1 for the task.
  func trainNovelty(
    _ model: TissueModel, task: Int, kind: LabelExpert.Kind, scale: InputScale,
    sections: [LabelledSection], inversePenalty: Double
  ) throws {
    let job = Job(
      kind: kind, task: task, sections: sections,
      trains: sections.map { [Bool](repeating: true, count: $0.section.cellCount) }, model: model,
      input: LinearInput(inversePenalty: inversePenalty, scale: scale))
    let problem = problem(job)
    let fit = Self.fold(
      try regression(problem, categories: 2, inversePenalty: inversePenalty),
      genes: problem.genes, views: problem.views, vocabulary: model.geneScale.mean.count)
    // The head has room for rings, which a view of own expression leaves at 0.
    let (given, wanted) = (2 * problem.views, 2 * (1 + model.tasks[task].rings.count))
    var weights = [Float](repeating: 0, count: fit.weights.count / given * wanted)
    for place in fit.weights.indices {
      weights[place / given * wanted + place % given] = fit.weights[place]
    }
    model.noveltyHeads[task]?.unlabelled.assign(weights: weights, intercepts: fit.intercepts)
  }
}
