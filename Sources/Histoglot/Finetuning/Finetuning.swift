import Autodiff
import CellSections
import SectionAnalysis

/// Teaches a model labels: searches on a validation split for the number of epochs, the temperature and the
/// smoothing, then trains once more on all labelled cells.
public struct Finetuning {
  /// What happens, as it happens.
  public enum Event: Sendable {
    /// What was kept apart for validation.
    case split(String)
    /// An epoch of the search or of the final training is done; scores are nil in the final training.
    case epoch(Int, of: Int, isFinal: Bool, loss: Double, scores: [ValidationScores]?)
    /// What validation chose for a task.
    case chosen(LabelTask, epochs: Int)
  }

  public let base: TissueModel
  public let options: FinetuningOptions
  public let threads: Int

  public init(_ base: TissueModel, options: FinetuningOptions, threads: Int) {
    self.base = base
    self.options = options
    self.threads = threads
  }

  /// - Parameters:
  ///   - sections: prepared with `vocabulary`, labelled for `tasks`.
  ///   - vocabulary: the base model's, or an extension of it.
  ///   - shouldStop: asked after each epoch; what is best so far is returned then.
  public func callAsFunction(
    _ sections: [LabelledSection], tasks: [LabelTask], vocabulary: GeneVocabulary,
    shouldStop: () -> Bool = { false }, report: (Event) -> Void = { _ in }
  ) throws -> TissueModel {
    let workspace = Workspace<Float>(threads: threads)
    let prepared = sections.map(\.section)
    let split = ValidationSplit(prepared, share: options.validationShare, seed: options.seed)
    report(.split(split.description))
    let start = base.learning(tasks, vocabulary: vocabulary, sections: prepared, seed: options.seed)
    let search = FinetuningRun(
      start, sections: sections, trains: split.trains, options: options, epochs: options.epochs,
      workspace: workspace)
    var best: (score: Double, epochs: Int, tasks: [LabelTask])?
    for epoch in 1...options.epochs {
      let loss = try search.runEpoch()
      let judged = try validate(search.model, sections, split, workspace)
      let scores = judged.compactMap(\.validation)
      report(.epoch(epoch, of: options.epochs, isFinal: false, loss: loss, scores: scores))
      let score = scores.reduce(0) { $0 + $1.accuracy + $1.macroF1 }
      if score > best?.score ?? -.infinity { best = (score, epoch, judged) }
      if epoch - (best?.epochs ?? epoch) >= options.patience || shouldStop() { break }
    }
    let chosen = best ?? (0, options.epochs, tasks)
    for task in chosen.tasks { report(.chosen(task, epochs: chosen.epochs)) }

    var final = base.learning(
      chosen.tasks, vocabulary: vocabulary, sections: prepared, seed: options.seed)
    final.tasks = chosen.tasks
    let everything = prepared.map { [Bool](repeating: true, count: $0.cellCount) }
    let run = FinetuningRun(
      final, sections: sections, trains: everything, options: options, epochs: options.epochs,
      workspace: workspace)
    for epoch in 1...chosen.epochs {
      let loss = try run.runEpoch()
      report(.epoch(epoch, of: chosen.epochs, isFinal: true, loss: loss, scores: nil))
      if shouldStop() { break }
    }
    return final
  }

  /// Scores a model on the cells that do not train, and fills in temperature, smoothing and threshold.
  private func validate(
    _ model: TissueModel, _ sections: [LabelledSection], _ split: ValidationSplit,
    _ workspace: Workspace<Float>
  ) throws -> [LabelTask] {
    let judged = sections.indices.filter { split.trains[$0].contains(false) }
    let encodings = judged.map { model.encode(sections[$0].section, in: workspace) }
    return try model.tasks.indices.map { index in
      let parts = zip(judged, encodings).map { section, encoding in
        Calibration.Part(
          logits: FeatureMatrix(model.logits(encoding, task: index, in: workspace)),
          truth: zip(sections[section].codes[index], split.trains[section]).map { $1 ? -1 : $0 },
          graph: sections[section].section.graph)
      }
      return try Calibration.choose(model.tasks[index], parts: parts)
    }
  }
}
