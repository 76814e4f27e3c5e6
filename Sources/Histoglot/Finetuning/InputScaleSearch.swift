import Autodiff

/// Finds the scale by which the encoder sees sections: the networks that read it begin to learn by either, and what they then
/// know of the sections kept apart decides.
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

  /// Models that began to learn by a section's own scale, to go on with, and what they knew after each epoch.
  struct Beginning {
    /// One for each fold.
    let runs: [FinetuningRun]
    var epochs: [Epoch] = []

    struct Epoch {
      /// The mean over folds.
      let loss: Double
      let opinions: FoldOpinions
    }
  }

  /// Returns how networks begin by the own scales of sections, or nil where that of training is as good, which then has to
  /// begin anew: the state of both at once would be gigabytes for whole transcriptomes.
  ///
  /// Own scales must make the truth likelier by `LinearSearch.leastGain` a network and label, as with linear experts. Where nil
  /// is returned, the models are as they were.
  ///
  /// - Parameters:
  ///   - opinions: of the same folds.
  ///   - report: told before each epoch by which scale it is, and its number, from 1.
  func callAsFunction(
    _ opinions: FoldOpinions, report: (InputScale, Int) -> Void
  ) throws -> Beginning? {
    let judged = opinions.ofTasks.indices.filter { opinions.canJudge($0) }
    let gain = LinearSearch.leastGain * Double(judged.count * kinds.count)
    let before = models.map { $0.store.snapshot() }
    func asBefore() {
      for (model, before) in zip(models, before) { model.store.restore(before) }
    }
    let training = try begin(.training, judged, opinions) { report(.training, $0) }.likelihood
    asBefore()
    let section = try begin(.section, judged, opinions) { report(.section, $0) }
    if let beginning = section.beginning, section.likelihood > training + gain { return beginning }
    asBefore()
    return nil
  }

  /// Trains the models for some epochs; returns the most, over epochs, that the networks together thought the truth likely,
  /// in nats: the sum over labels and networks of the means over cells. What diverges has no beginning.
  private func begin(
    _ scale: InputScale, _ tasks: [Int], _ opinions: FoldOpinions, report: (Int) -> Void
  ) throws -> (beginning: Beginning?, likelihood: Double) {
    let models = models.map { $0.seeing(scale) }
    var beginning = Beginning(
      runs: models.indices.map { fold in
        FinetuningRun(
          models[fold], sections: taught[fold], trains: trains[fold], options: options,
          epochs: options.epochs, workspace: workspace)
      })
    var best = -Double.infinity
    for epoch in 1...min(Self.epochs, options.epochs) {
      report(epoch)
      var opinions = opinions
      let loss: Double
      do {
        loss = try beginning.runs.meanLossOfEpoch()
      } catch TrainingError.diverged {
        // The other scale may do better; if it is that of training, the search says what went wrong.
        return (nil, best)
      }
      for run in beginning.runs { run.exchangeWithAverage() }
      opinions.ask(kinds, of: models)
      for run in beginning.runs { run.exchangeWithAverage() }
      var sum = 0.0
      for task in tasks {
        for kind in kinds { sum += try opinions.likelihood(task, kind) ?? 0 }
      }
      best = max(best, sum)
      beginning.epochs.append(Beginning.Epoch(loss: loss, opinions: opinions))
    }
    return (beginning, best)
  }
}
