import Autodiff

/// Fits the linear experts of every fold with the penalties and scales under which the cells kept apart are likeliest.
struct LinearFoldSearch {
  /// Those that are searched for.
  let kinds: [LabelExpert.Kind]
  private let workspace: Workspace<Float>
  /// `[tasks][kinds]`
  private var searches: [[LinearSearch]]

  init(
    tasks: Int, kinds: [LabelExpert.Kind], inversePenalties: [Double], scales: [InputScale],
    workspace: Workspace<Float>
  ) {
    self.kinds = kinds
    self.workspace = workspace
    searches = (0..<tasks).map { _ in
      kinds.map { _ in LinearSearch(inversePenalties, scales: scales) }
    }
  }

  /// What is tried, nil where the search is over or none was asked for.
  private func candidate(_ task: Int, _ kind: LabelExpert.Kind) -> LinearInput? {
    kinds.firstIndex(of: kind).flatMap { searches[task][$0].candidate }
  }

  /// The best so far; nil of a kind that is not searched for.
  func chosen(_ task: Int, _ kind: LabelExpert.Kind) -> LinearInput? {
    kinds.firstIndex(of: kind).map { searches[task][$0].chosen }
  }

  /// Goes through the candidates. Afterwards opinions are those of the best, heads hold the last.
  ///
  /// - Parameters:
  ///   - models: one for each fold.
  ///   - taught: what each learns from, `[folds][sections]`.
  ///   - trains: which cells' labels train, `[folds][sections][cells]`.
  ///   - report: told before each round of fits which it is, from 1.
  mutating func callAsFunction(
    _ models: [TissueModel], taught: [[LabelledSection]], trains: [[[Bool]]],
    judging opinions: inout FoldOpinions, report: (Int) -> Void
  ) throws {
    var kept = LinearTraining.Kept()
    for round in 1... {
      let jobs = models.indices.flatMap { fold in
        LinearTraining.jobs(for: models[fold], sections: taught[fold], trains: trains[fold]) {
          candidate($0, $1)
        }
      }
      if jobs.isEmpty { return }
      report(round)
      try LinearTraining()(jobs, keeping: &kept, in: workspace)
      let before = opinions
      opinions.ask(kinds, of: models) { candidate($0, $1)?.scale ?? .training }
      for task in searches.indices {
        for (index, kind) in kinds.enumerated() {
          let isTrial = candidate(task, kind) != nil
          if isTrial, searches[task][index].judge(try opinions.likelihood(task, kind)) { continue }
          opinions.forget(task, kind, since: before)
        }
      }
    }
  }
}
