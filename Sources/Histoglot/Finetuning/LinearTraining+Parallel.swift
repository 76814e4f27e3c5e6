import Autodiff

extension LinearTraining {
  /// One fit to make.
  package struct Job {
    package let kind: LabelExpert.Kind
    package let task: Int
    /// Which cells' labels train, `[sections][cells]`.
    let trains: [[Bool]]
    /// Whose linear head takes the result.
    let model: TissueModel
    package let input: LinearInput
  }

  /// The fits of all linear experts of all tasks of a model.
  ///
  /// - Parameters:
  ///   - trains: which cells' labels train, `[sections][cells]`.
  ///   - input: what to fit an expert of a task by; nil leaves that expert as it is.
  package static func jobs(
    for model: TissueModel, trains: [[Bool]],
    input: (_ task: Int, _ kind: LabelExpert.Kind) -> LinearInput?
  ) -> [Job] {
    model.tasks.indices.flatMap { task in
      LabelExpert.Kind.allCases.filter(\.isLinear).compactMap { kind in
        input(task, kind).map {
          Job(kind: kind, task: task, trains: trains, model: model, input: $0)
        }
      }
    }
  }

  /// Makes all fits, several at a time, and puts each into its model.
  package func callAsFunction(
    _ jobs: [Job], sections: [LabelledSection], in workspace: Workspace<Float>
  ) throws {
    var results = [Result<Fit?, any Error>](repeating: .success(nil), count: jobs.count)
    results.withUnsafeMutableBufferPointer { results in
      let places = results
      workspace.loop(pieces: jobs.count) { piece, _ in
        places[piece] = Result { try self(jobs[piece], sections: sections) }
      }
    }
    for (job, result) in zip(jobs, results) {
      guard let fit = try result.get() else { continue }
      job.model.heads[job.task].linear(job.kind)?.assign(
        weights: fit.weights, intercepts: fit.intercepts)
    }
  }
}
