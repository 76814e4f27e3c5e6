import Autodiff
import Synchronization

extension LinearTraining {
  /// One fit to make.
  package struct Job {
    package let kind: LabelExpert.Kind
    package let task: Int
    let sections: [LabelledSection]
    /// Which cells' labels train, `[sections][cells]`.
    let trains: [[Bool]]
    /// Whose linear head takes the result.
    let model: TissueModel
    package let input: LinearInput

    /// What brings the expression of labelled cells, or of their neighbours, together; no penalty is asked for.
    static func expression(
      of model: TissueModel, task: Int, sections: [LabelledSection], trains: [[Bool]],
      scale: InputScale
    ) -> Job {
      Job(
        kind: .linearOwn, task: task, sections: sections, trains: trains, model: model,
        input: LinearInput(inversePenalty: 1, scale: scale))
    }
  }

  /// The fits of all linear experts of all tasks of a model.
  ///
  /// - Parameters:
  ///   - trains: which cells' labels train, `[sections][cells]`.
  ///   - input: what to fit an expert of a task by; nil leaves that expert as it is.
  package static func jobs(
    for model: TissueModel, sections: [LabelledSection], trains: [[Bool]],
    input: (_ task: Int, _ kind: LabelExpert.Kind) -> LinearInput?
  ) -> [Job] {
    model.tasks.indices.flatMap { task in
      LabelExpert.Kind.allCases.filter(\.isLinear).compactMap { kind in
        input(task, kind).map {
          Job(
            kind: kind, task: task, sections: sections, trains: trains, model: model, input: $0)
        }
      }
    }
  }

  /// Problems that were made ready, kept for the next penalty.
  package struct Kept {
    fileprivate var problems: [(job: Job, ready: Ready)] = []

    package init() {}

    /// How many are kept.
    package var count: Int { problems.count }

    /// Problems are kept only as long as all of them together hold no more numbers than this, 256 MB.
    static let mostElements = 1 << 25

    fileprivate func ready(for job: Job) -> Ready? {
      problems.first {
        $0.job.model.store === job.model.store && $0.job.task == job.task && $0.job.kind == job.kind
          && $0.job.input.scale == job.input.scale
      }?.ready
    }
  }

  /// Makes all fits, several at a time, and puts each into its model.
  package func callAsFunction(
    _ jobs: [Job], in workspace: Workspace<Float>
  ) throws {
    var kept = Kept()
    try self(jobs, keeping: &kept, in: workspace)
  }

  /// Makes all fits, several at a time, and puts each into its model.
  ///
  /// - Parameter kept: problems of the last call, in which a model had the same cells to train on; afterwards those of this
  ///   one.
  package func callAsFunction(
    _ jobs: [Job], keeping kept: inout Kept, in workspace: Workspace<Float>
  ) throws {
    typealias Made = (fit: Fit, ready: Ready?)
    let ready = jobs.map { kept.ready(for: $0) }
    kept = Kept()
    // What is made ready goes as soon as there is no room to keep it, not when all fits are made.
    let room = Mutex(Kept.mostElements)
    var results = [Result<Made?, any Error>](repeating: .success(nil), count: jobs.count)
    results.withUnsafeMutableBufferPointer { results in
      let places = results
      workspace.loop(pieces: jobs.count) { piece, _ in
        places[piece] = Result {
          let job = jobs[piece]
          guard let ready = try ready[piece] ?? self.ready(job) else {
            return nil
          }
          let fit = fit(ready, job)
          let isKept = room.withLock {
            $0 -= ready.rows.elementCount
            return $0 >= 0
          }
          return (fit, isKept ? ready : nil)
        }
      }
    }
    for (job, result) in zip(jobs, results) {
      guard let (fit, ready) = try result.get() else { continue }
      job.model.heads[job.task].linear(job.kind)?.assign(
        weights: fit.weights, intercepts: fit.intercepts)
      if let ready { kept.problems.append((job, ready)) }
    }
  }
}
