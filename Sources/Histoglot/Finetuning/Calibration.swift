import CellSections
import SectionAnalysis

/// Chooses on validation cells how logits become probabilities and when to say `Unknown`.
enum Calibration {
  /// A section with validation cells.
  struct Part {
    /// Of every cell, `[cells, categories]`: neighbours that do not validate are smoothed over too.
    let logits: FeatureMatrix
    /// The true category of each validation cell, -1 elsewhere.
    let truth: [Int32]
    let graph: NeighbourGraph?
  }

  /// Rounds of averaging over neighbours that are tried.
  static let smoothings = [0, 1, 2, 4]
  /// A smoother map must be better by this much, accuracy and macro-F1 together, to be chosen.
  static let leastGain = 0.01

  /// A task with temperature, smoothing, threshold and scores filled in.
  ///
  /// The threshold is the first percentile of the confidence of cells that were labelled rightly: so `Unknown`
  /// takes no more than one in a hundred of them.
  static func choose(_ task: LabelTask, parts: [Part]) throws -> LabelTask {
    var best = task
    var bestScore = -Double.infinity
    for smoothing in smoothings {
      if smoothing > 0, parts.allSatisfy({ $0.graph == nil }) { continue }
      var candidate = task
      candidate.smoothing = smoothing
      try fit(&candidate, parts)
      guard let scores = candidate.validation else { continue }
      let score = scores.accuracy + scores.macroF1
      if score > bestScore + (bestScore.isFinite ? leastGain : 0) {
        best = candidate
        bestScore = score
      }
    }
    return best
  }

  private static func fit(_ task: inout LabelTask, _ parts: [Part]) throws {
    // Smoothing mixes probabilities, so the temperature is fitted on their logarithms after it.
    task.temperature = 1
    var smoothed: [Double] = []
    var truth: [Int32] = []
    for part in parts {
      let probabilities = LabelProbabilities(logits: part.logits, task: task, graph: part.graph)
      for cell in part.truth.indices where part.truth[cell] >= 0 {
        smoothed.append(contentsOf: probabilities.values[row: cell])
        truth.append(part.truth[cell])
      }
    }
    guard !truth.isEmpty else { return }
    let width = task.categories.count
    let logarithms = FeatureMatrix(
      rowCount: truth.count, columnCount: width,
      values: smoothed.map { logarithm(max($0, LabelProbabilities.leastProbability)) })
    let scaling = try TemperatureScaling(logits: logarithms, truth: truth)
    task.temperature = scaling.temperature
    let probabilities = scaling(logarithms)
    let codes = probabilities.largestColumns()
    let confidence = probabilities.largestValues()
    let isRight = zip(codes, truth).map { $0 == $1 }
    let report = try ClassificationReport(truth: truth, predicted: codes, classCount: width)
    let calibration = try CalibrationReport(confidence: confidence, isRight: isRight)
    let ofRight = zip(confidence, isRight).filter(\.1).map(\.0).sorted()
    task.threshold = ofRight.isEmpty ? 0 : ofRight[ofRight.count / 100]
    task.validation = ValidationScores(
      cells: truth.count, accuracy: report.accuracy, macroF1: report.macroF1,
      calibrationError: calibration.expectedError)
  }
}
