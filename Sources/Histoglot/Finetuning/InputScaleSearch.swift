import Autodiff

/// Finds the scale by which the encoder sees sections: the networks that read it begin to learn by either, and what they then
/// know of the sections kept apart decides.
///
/// They need not agree with the linear experts: networks learn by heart what sets sections apart where a regression, whose
/// penalty forbids it, still does not.
struct InputScaleSearch {
  /// The passes that each scale is given. By then networks that only learn their own sections know no other one.
  static let epochs = 2

  /// One for each fold; they are as they were when the search is over.
  let models: [TissueModel]
  /// What each learns from, `[folds][sections]`.
  let taught: [[LabelledSection]]
  /// Which cells' labels train, `[folds][sections][cells]`.
  let trains: [[[Bool]]]
  /// The networks that may be asked.
  let kinds: [LabelExpert.Kind]
  let options: FinetuningOptions
  let workspace: Workspace<Float>

  /// Own scales must make the truth likelier by `LinearSearch.leastGain` a network and label, as with linear experts.
  ///
  /// - Parameters:
  ///   - opinions: of the same folds; what they know of networks is not kept.
  ///   - report: told before each epoch by which scale it is, and its number, from 1.
  func callAsFunction(
    _ opinions: FoldOpinions, report: (InputScale, Int) -> Void
  ) throws -> InputScale {
    let judged = opinions.ofTasks.indices.filter { opinions.canJudge($0) }
    let gain = LinearSearch.leastGain * Double(judged.count * kinds.count)
    let (training, section) = (
      try likelihood(.training, judged, opinions) { report(.training, $0) },
      try likelihood(.section, judged, opinions) { report(.section, $0) }
    )
    return section > training + gain ? .section : .training
  }

  /// The most, over epochs, that the networks together think the truth likely, in nats: the sum over labels and networks of the
  /// means over cells.
  private func likelihood(
    _ scale: InputScale, _ tasks: [Int], _ opinions: FoldOpinions, report: (Int) -> Void
  ) throws -> Double {
    var opinions = opinions
    let beginnings = models.map { $0.store.snapshot() }
    defer { for (model, beginning) in zip(models, beginnings) { model.store.restore(beginning) } }
    let models = models.map { $0.seeing(scale) }
    let runs = models.indices.map { fold in
      FinetuningRun(
        models[fold], sections: taught[fold], trains: trains[fold], options: options,
        epochs: options.epochs, workspace: workspace)
    }
    var best = -Double.infinity
    for epoch in 1...min(Self.epochs, options.epochs) {
      report(epoch)
      do {
        for run in runs { _ = try run.runEpoch() }
      } catch TrainingError.diverged {
        // The other scale may do better; if this one is taken after all, the search says what went wrong.
        break
      }
      for run in runs { run.exchangeWithAverage() }
      opinions.ask(kinds, of: models)
      for run in runs { run.exchangeWithAverage() }
      var sum = 0.0
      for task in tasks {
        for kind in kinds { sum += try opinions.likelihood(task, kind) ?? 0 }
      }
      best = max(best, sum)
    }
    return best
  }
}
