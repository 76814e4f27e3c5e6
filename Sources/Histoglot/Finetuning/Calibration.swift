import CellSections
import SectionAnalysis

/// Chooses on validation cells how a mixture of experts becomes probabilities and when to say `Unknown`.
enum Calibration {
  /// A section with validation cells.
  struct Part {
    /// Logarithms of the experts' mixture for every cell, `[cells, categories]`: neighbours that do not
    /// validate are smoothed over too.
    let logits: FeatureMatrix
    /// The true category of each validation cell, -1 elsewhere.
    let truth: [Int32]
    /// The same, but -1 where the model could not know the category.
    let known: [Int32]
    /// The section's unit, where it is judged whole; nil where blocks of it are.
    let section: Int32?
    let graph: NeighbourGraph?
  }

  /// Rounds of averaging over neighbours that are tried.
  static let smoothings = [0, 1, 2, 4]
  /// A smoother map must be better by this much, accuracy and macro-F1 together, to be chosen, if validation counts for as
  /// many observations as a section has blocks.
  static let leastGain = 0.01
  /// Of fewer than `ValidationFolds.manySections` sections that are judged whole, each must be better by this much: what two of
  /// them gain by smoothing says little of a third (docs/experiments.md, "Few sections").
  static let leastGainOfEach = 0.2

  /// What temperature to expect before thin validation speaks: mixtures of experts are less sure than they are right, and
  /// those that learned from all labels more often right than those of a fold (docs/experiments.md, "Few labels").
  static let thinPrior = (median: 0.5, deviation: 0.5)

  /// With fewer cells labelled rightly no hundredth of them can be told of, and none is `Unknown` for its confidence.
  static let leastCells = 100

  /// A task with experts, temperature, smoothing, threshold and scores filled in.
  ///
  /// The threshold is the first percentile of the confidence of cells that were labelled rightly: so `Unknown`
  /// takes no more than one in a hundred of them.
  ///
  /// A gain in the mean over n observations has a standard error that goes by `1 / √n`, so that with fewer than there are blocks
  /// in a section a smoother map must be better by `leastGain √(blocks / n)`: by .023 where three sections are judged whole.
  ///
  /// - Parameter nature: what the label tells of a cell; it says how much to smooth at least where validation is thin.
  static func choose(
    _ task: LabelTask, _ selection: ExpertSelection, opinions: [ExpertOpinions],
    nature: LabelNature
  ) throws -> LabelTask {
    var task = task
    task.experts = selection.experts
    task.reason = selection.reason
    let mixture = ExpertMixture(task.experts)
    let parts = opinions.map {
      Part(
        logits: mixture.logarithms(of: $0.logits), truth: $0.truth, known: $0.known,
        section: Set($0.units).count == 1 ? $0.units.first : nil, graph: $0.graph)
    }.filter { part in part.truth.contains { $0 >= 0 } }
    var best = task
    var bestScores: (whole: Double, ofParts: [Double])?
    let seesNeighbours = parts.contains { $0.graph != nil } && !task.without.contains(.context)
    let evidence = ValidationEvidence(opinions)
    let least = seesNeighbours && evidence.isThin ? nature.smoothing : 0
    let gain = leastGain(observations: evidence.observations)
    let areFewSections =
      parts.count < ValidationFolds.manySections && parts.allSatisfy { $0.section != nil }
    for smoothing in smoothings where smoothing == 0 || seesNeighbours {
      if smoothing < least { continue }
      var candidate = task
      candidate.smoothing = smoothing
      let ofParts = try fit(&candidate, parts, evidence)
      guard let whole = candidate.validation?.sum else { continue }
      if let before = bestScores {
        guard whole > before.whole + gain else { continue }
        if areFewSections {
          let gains = zip(ofParts, before.ofParts).map { $0 - $1 }
          guard gains.allSatisfy({ $0 > leastGainOfEach }) else { continue }
        }
      }
      best = candidate
      bestScores = (whole, ofParts)
    }
    return best
  }

  private static func leastGain(observations: Double) -> Double {
    let blocks = Double(ValidationFolds.blocks)
    return observations < blocks ? leastGain * (blocks / observations).squareRoot() : leastGain
  }

  /// - Returns: accuracy and macro-F1 together of each part.
  private static func fit(
    _ task: inout LabelTask, _ parts: [Part], _ evidence: ValidationEvidence
  ) throws -> [Double] {
    // Smoothing mixes probabilities, so the temperature is fitted on their logarithms after it.
    task.temperature = 1
    var smoothed: [Double] = []
    var truth: [Int32] = []
    var known: [Int32] = []
    var ofSections: [Int32] = []
    var rows: [Range<Int>] = []
    for part in parts {
      let first = truth.count
      let probabilities = LabelProbabilities(logits: part.logits, task: task, graph: part.graph)
      for cell in part.truth.indices where part.truth[cell] >= 0 {
        smoothed.append(contentsOf: probabilities.values[row: cell])
        truth.append(part.truth[cell])
        known.append(part.known[cell])
        if let section = part.section { ofSections.append(section) }
      }
      rows.append(first..<truth.count)
    }
    let logarithms = FeatureMatrix(
      rowCount: truth.count, columnCount: task.categories.count,
      values: smoothed.map { logarithm(max($0, LabelProbabilities.leastProbability)) })
    task.temperature = try temperature(
      logarithms, known, ofSections: parts.allSatisfy { $0.section != nil } ? ofSections : nil,
      evidence)
    let probabilities = TemperatureScaling(temperature: task.temperature)(logarithms)
    task.validation = try ValidationScores(probabilities, truth: truth)
    let isRight = zip(probabilities.largestColumns(), truth).map { $0 == $1 }
    let ofRight = zip(probabilities.largestValues(), isRight).filter(\.1).map(\.0).sorted()
    task.threshold = ofRight.count < leastCells ? 0 : ofRight[ofRight.count / leastCells]
    return try rows.map { rows in
      try ValidationScores(probabilities.selectingRows(Array(rows)), truth: Array(truth[rows])).sum
    }
  }

  /// Blocks of one section disagree since they are small: hedged by them too, confidence was too low on other halves.
  ///
  /// - Parameters:
  ///   - truth: -1 where the model could not know the category.
  ///   - ofSections: of each cell, where all are judged whole.
  private static func temperature(
    _ logarithms: FeatureMatrix, _ truth: [Int32], ofSections: [Int32]?,
    _ evidence: ValidationEvidence
  ) throws -> Double {
    if let ofSections {
      return try CautiousTemperature(logits: logarithms, truth: truth, sections: ofSections)
        .temperature
    }
    return evidence.isThin
      ? try TemperatureScaling(
        logits: logarithms, truth: truth, observations: evidence.observations, prior: thinPrior
      ).temperature
      : try TemperatureScaling(logits: logarithms, truth: truth).temperature
  }
}
