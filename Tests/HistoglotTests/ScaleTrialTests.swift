import Autodiff
import Histoglot
import Testing

@Suite("A trial of the encoder's scale")
struct ScaleTrialTests {
  @Test(
    "Folds learn after it as if there had been none, by whichever scale it chose",
    arguments: [InputScale.section, .training])
  func goingOn(scale: InputScale) throws {
    // Every second gene of a batch is counted eight times as often, or none.
    let sections = (0..<4).map { batch in
      PlantedTissue.batch(
        "batch\(batch)",
        gain: (0..<PlantedTissue.genes).map {
          scale == .section && $0 % 2 == batch % 2 ? 8 : 1
        }, seed: UInt64(batch))
    }
    let (base, labelled, tasks) = try PlantedTissue.prepared(sections)
    let options = FinetuningOptions(epochs: 4, seed: 3)
    var losses: [Double] = []
    let model = try Finetuning(base, options: options, threads: 2)(
      labelled, tasks: tasks, vocabulary: base.vocabulary,
      report: {
        if case .epoch(_, of: _, isFinal: false, let loss, scores: _) = $0 { losses.append(loss) }
      })
    #expect(model.inputScale == scale)

    let folds = ValidationFolds(labelled, share: options.validationShare, seed: options.seed)
    let workspace = Workspace<Float>(threads: 2)
    let runs = (0..<folds.count).map { fold in
      var learner = base.learning(
        tasks, vocabulary: base.vocabulary, sections: labelled.map(\.section), seed: options.seed)
      learner.inputScale = scale
      return FinetuningRun(
        learner, sections: labelled, trains: folds.trains(without: fold), options: options,
        epochs: options.epochs, workspace: workspace)
    }
    let wanted = try (0..<options.epochs).map { _ in
      try runs.reduce(0) { try $0 + $1.runEpoch() } / Double(runs.count)
    }
    #expect(losses == wanted)
  }
}
