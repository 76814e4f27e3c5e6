import Autodiff
import CellSections
import SectionAnalysis

/// What the model of each fold says of the cells kept apart from it.
struct FoldOpinions {
  private let sections: [LabelledSection]
  private let folds: ValidationFolds
  private let workspace: Workspace<Float>
  /// Which sections are judged.
  let judged: [Int]
  /// `[tasks][sections that are judged]`; nobody has said anything yet where logits are 0.
  private(set) var ofTasks: [[ExpertOpinions]]

  init(
    sections: [LabelledSection], folds: ValidationFolds, tasks: [LabelTask],
    workspace: Workspace<Float>
  ) {
    self.sections = sections
    self.folds = folds
    self.workspace = workspace
    judged = sections.indices.filter { folds.folds[$0].contains { $0 >= 0 } }
    ofTasks = []
    ofTasks = tasks.indices.map { task in
      judged.map { empty(task, categories: tasks[task].categories.count, section: $0) }
    }
  }

  /// Whether there are cells kept apart whose category the others have.
  func canJudge(_ task: Int) -> Bool {
    ofTasks[task].contains { $0.known.contains { $0 >= 0 } }
  }

  /// How likely one expert thinks the truth, at its best temperature, in nats a cell; nil where nothing can be judged.
  func likelihood(_ task: Int, _ kind: LabelExpert.Kind) throws -> Double? {
    guard canJudge(task) else { return nil }
    let (opinions, index) = (ofTasks[task], kind.index)
    let truth = opinions.flatMap { opinion in opinion.judged.map { opinion.known[$0] } }
    let logits = FeatureMatrix(
      rowCount: truth.count, columnCount: opinions[0].logits[index].columnCount,
      values: opinions.flatMap { $0.logits[index].selectingRows($0.judged).values })
    let probabilities = try TemperatureScaling(logits: logits, truth: truth)(logits)
    var sum = 0.0
    for (row, code) in truth.enumerated() where code >= 0 {
      sum += logarithm(max(probabilities[row, Int(code)], LabelProbabilities.leastProbability))
    }
    return sum / Double(truth.count { $0 >= 0 })
  }

  /// Lets each fold's model say what it thinks of its own cells; the first model speaks for cells that are
  /// in no fold.
  ///
  /// - Parameters:
  ///   - models: one for each fold.
  ///   - scale: of what the linear expert of a task sees.
  mutating func ask(
    _ kinds: [LabelExpert.Kind], of models: [TissueModel],
    scale: (_ task: Int, _ kind: LabelExpert.Kind) -> InputScale = { _, _ in .training }
  ) {
    for (place, section) in judged.enumerated() {
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
            ofTasks[task][place].replace(logits, of: kind, cells: own)
          }
        }
      }
    }
  }

  /// Takes what experts said another time of the same cells.
  mutating func take(_ kinds: [LabelExpert.Kind], from other: FoldOpinions) {
    for task in ofTasks.indices {
      for kind in kinds { forget(task, kind, since: other) }
    }
  }

  /// Takes back what an expert said of a task since then.
  mutating func forget(_ task: Int, _ kind: LabelExpert.Kind, since before: FoldOpinions) {
    for place in ofTasks[task].indices {
      ofTasks[task][place].logits[kind.index] = before.ofTasks[task][place].logits[kind.index]
    }
  }

  private func empty(_ task: Int, categories: Int, section: Int) -> ExpertOpinions {
    let codes = sections[section].codes[task]
    var isTrained = [[Bool]](
      repeating: [Bool](repeating: false, count: categories), count: folds.count)
    for (other, labelled) in sections.enumerated() {
      for (cell, code) in labelled.codes[task].enumerated() where code >= 0 {
        for fold in 0..<folds.count where folds.folds[other][cell] != fold {
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
}

extension ExpertOpinions {
  /// Takes what a model says of some cells.
  ///
  /// - Parameter logits: of all cells of the section, `[cells, categories]`.
  fileprivate mutating func replace(
    _ logits: Matrix<Float>, of kind: LabelExpert.Kind, cells: [Int]
  ) {
    let width = logits.columns
    logits.withElements { elements in
      for cell in cells {
        for column in 0..<width {
          self.logits[kind.index].values[cell * width + column] = Double(
            elements[cell * width + column])
        }
      }
    }
  }
}
