import Autodiff
import Histoglot
import SectionAnalysis
import Testing

@Suite struct LinearTrainingTests {
  @Test(
    "A linear expert in the store says what the regression it came from says, on either scale",
    arguments: InputScale.allCases)
  func throughTheStore(scale: InputScale) throws {
    let (model, labelled, tasks) = try PlantedTissue.prepared([
      PlantedTissue.neighbourhoods("a", seed: 1), PlantedTissue.neighbourhoods("b", seed: 2),
    ])
    let workspace = Workspace<Float>(threads: 2)
    let training = LinearTraining()
    let everything = labelled.map { [Bool](repeating: true, count: $0.section.cellCount) }
    let jobs = LinearTraining.jobs(for: model, sections: labelled, trains: everything) { _, _ in
      LinearInput(inversePenalty: 0.03, scale: scale)
    }
    try training(jobs, in: workspace)

    let copy = TissueModel(
      model.configuration, vocabulary: model.vocabulary, geneScale: model.geneScale,
      trainingSections: model.trainingSections, tasks: tasks, seed: 77)
    copy.store.restore(model.store.snapshot())
    for job in jobs {
      let problem = training.problem(job)
      let wanted = try training.regression(
        problem, categories: tasks[0].categories.count,
        inversePenalty: job.input.inversePenalty
      ).logits(problem.features)
      let largest = wanted.values.map(abs).max() ?? 0
      let found = labelled.map {
        copy.expertLogits(
          copy.encode($0.section, in: workspace), task: 0, kind: job.kind, scale: scale,
          in: workspace)
      }
      #expect(largest > 0.5)
      for (row, entry) in problem.cells.enumerated() {
        for (column, value) in found[entry.section].row(entry.cell).enumerated() {
          #expect(abs(Double(value) - wanted[row, column]) <= 1e-5 * max(1, largest))
        }
      }
    }
  }

  @Test
  func `what is kept from one penalty to the next changes no fit, and no other scale takes it`()
    throws
  {
    let (model, labelled, tasks) = try PlantedTissue.prepared([
      PlantedTissue.neighbourhoods("a", seed: 1), PlantedTissue.neighbourhoods("b", seed: 2),
    ])
    let everything = labelled.map { [Bool](repeating: true, count: $0.section.cellCount) }
    func jobs(_ model: TissueModel, _ input: LinearInput) -> [LinearTraining.Job] {
      LinearTraining.jobs(for: model, sections: labelled, trains: everything) { _, _ in input }
    }
    let inputs = [
      LinearInput(inversePenalty: 0.03), LinearInput(inversePenalty: 1),
      LinearInput(inversePenalty: 1, scale: .section),
    ]
    var kept = LinearTraining.Kept()
    var fits: [[Float]] = []
    for (index, input) in inputs.enumerated() {
      try LinearTraining()(
        jobs(model, input), keeping: &kept,
        in: Workspace(threads: 1 + index % 2))
      #expect(kept.count == 2)
      let fresh = TissueModel(
        model.configuration, vocabulary: model.vocabulary, geneScale: model.geneScale,
        trainingSections: model.trainingSections, tasks: tasks, seed: 77)
      fresh.store.restore(model.store.snapshot())
      try LinearTraining()(jobs(fresh, input), in: Workspace(threads: 1))
      func logits(_ model: TissueModel) -> [Float] {
        let workspace = Workspace<Float>(threads: 1)
        let encoding = model.encode(labelled[0].section, in: workspace)
        let matrix = model.expertLogits(
          encoding, task: 0, kind: .linearRings, scale: input.scale, in: workspace)
        return (0..<labelled[0].section.cellCount).flatMap { Array(matrix.row($0)) }
      }
      fits.append(logits(model))
      #expect(logits(fresh) == fits[index])
    }
    #expect(fits[0] != fits[1] && fits[1] != fits[2])
  }
}
