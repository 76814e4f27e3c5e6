import Autodiff

/// Finds the scale by which the encoder sees sections: the networks that read it begin to learn by either, and what they then
/// know of the sections kept apart decides. The better beginning is gone on with.
///
/// They need not agree with the linear experts: networks learn by heart what sets sections apart where a regression, whose
/// penalty forbids it, still does not.
struct InputScaleSearch {
  /// The passes that each scale is given. By then networks that only learn their own sections know no other one.
  static let epochs = 2

  /// One for each fold.
  let models: [TissueModel]
  /// What each learns from, `[folds][sections]`.
  let taught: [[LabelledSection]]
  /// Which cells' labels train, `[folds][sections][cells]`.
  let trains: [[[Bool]]]
  /// The networks that may be asked.
  let kinds: [LabelExpert.Kind]
  let options: FinetuningOptions
  let workspace: Workspace<Float>

  /// Models that began to learn by a scale, and what they knew after each epoch.
  struct Beginning {
    let scale: InputScale
    /// One for each fold, to go on with.
    let runs: [FinetuningRun]
    let epochs: [Epoch]
    /// The most, over epochs, that the networks together thought the truth likely, in nats: the sum over labels and networks
    /// of the means over cells.
    let likelihood: Double
    /// The parameters of each fold as they are after these epochs.
    fileprivate let parameters: [[Float]]

    struct Epoch {
      /// The mean over folds.
      let loss: Double
      let opinions: FoldOpinions
    }
  }

  /// Own scales must make the truth likelier by `LinearSearch.leastGain` a network and label, as with linear experts.
  ///
  /// The models are left as they are after the epochs of the beginning that is returned.
  ///
  /// - Parameters:
  ///   - opinions: of the same folds.
  ///   - report: told before each epoch by which scale it is, and its number, from 1.
  func callAsFunction(
    _ opinions: FoldOpinions, report: (InputScale, Int) -> Void
  ) throws -> Beginning {
    let judged = opinions.ofTasks.indices.filter { opinions.canJudge($0) }
    let gain = LinearSearch.leastGain * Double(judged.count * kinds.count)
    let (training, section) = (
      try beginning(.training, judged, opinions) { report(.training, $0) },
      try beginning(.section, judged, opinions) { report(.section, $0) }
    )
    let best = section.likelihood > training.likelihood + gain ? section : training
    for (model, parameters) in zip(models, best.parameters) { model.store.restore(parameters) }
    return best
  }

  /// Leaves the models as they were.
  private func beginning(
    _ scale: InputScale, _ tasks: [Int], _ opinions: FoldOpinions, report: (Int) -> Void
  ) throws -> Beginning {
    let before = models.map { $0.store.snapshot() }
    defer { for (model, before) in zip(models, before) { model.store.restore(before) } }
    let models = models.map { $0.seeing(scale) }
    func runs() -> [FinetuningRun] {
      models.indices.map { fold in
        FinetuningRun(
          models[fold], sections: taught[fold], trains: trains[fold], options: options,
          epochs: options.epochs, workspace: workspace)
      }
    }
    let begun = runs()
    var epochs: [Beginning.Epoch] = []
    var best = -Double.infinity
    for epoch in 1...min(Self.epochs, options.epochs) {
      report(epoch)
      var opinions = opinions
      let loss: Double
      do {
        loss = try begun.meanLossOfEpoch()
      } catch TrainingError.diverged {
        // The other scale may do better; if this one is taken after all, the search says what went wrong.
        return Beginning(
          scale: scale, runs: runs(), epochs: [], likelihood: best, parameters: before)
      }
      for run in begun { run.exchangeWithAverage() }
      opinions.ask(kinds, of: models)
      for run in begun { run.exchangeWithAverage() }
      var sum = 0.0
      for task in tasks {
        for kind in kinds { sum += try opinions.likelihood(task, kind) ?? 0 }
      }
      best = max(best, sum)
      epochs.append(Beginning.Epoch(loss: loss, opinions: opinions))
    }
    return Beginning(
      scale: scale, runs: begun, epochs: epochs, likelihood: best,
      parameters: models.map { $0.store.snapshot() })
  }
}
