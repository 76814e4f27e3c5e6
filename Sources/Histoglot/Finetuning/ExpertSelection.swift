import CellSections
import PredictionHeads
import SectionAnalysis

/// What each expert of a task says of the cells of one section, from models that had not seen their labels.
struct ExpertOpinions {
  /// Of each kind in the order of `LabelExpert.Kind.allCases`, `[cells, categories]`; every cell has
  /// logits, since those that do not validate are smoothed over too.
  var logits: [FeatureMatrix]
  /// The true category of each validation cell, -1 elsewhere.
  let truth: [Int32]
  /// The same, but -1 also where the category was in no training cell of the model that was asked: what
  /// no one could know says nothing of how sure to be.
  let known: [Int32]
  let graph: NeighbourGraph?

  /// The cells that validate, ascending.
  var judged: [Int] { truth.indices.filter { truth[$0] >= 0 } }
}

/// Finds temperatures and weights of a task's experts on validation cells.
enum ExpertSelection {
  /// An expert with less of the mixture than this is not asked.
  static let leastWeight = 0.05
  /// Accuracy and macro-F1 together that count as no difference.
  static let tie = 0.01

  /// The experts, with the mean log-likelihood of the truth under their mixture, in nats per cell.
  static func choose(
    _ opinions: [ExpertOpinions], categories: Int
  ) throws -> (experts: [LabelExpert], likelihood: Double) {
    let truth = opinions.flatMap { opinion in opinion.judged.map { opinion.truth[$0] } }
    let known = opinions.flatMap { opinion in opinion.judged.map { opinion.known[$0] } }
    let fitted = known.indices.filter { known[$0] >= 0 }
    var experts: [LabelExpert] = []
    var likelihoods: [[Double]] = []
    for (index, kind) in LabelExpert.Kind.allCases.enumerated() {
      let logits = joined(opinions.map { $0.logits[index].selectingRows($0.judged) }, categories)
      let scaling = try TemperatureScaling(logits: logits, truth: known)
      let probabilities = scaling(logits)
      experts.append(
        LabelExpert(
          kind, weight: 0, temperature: scaling.temperature,
          validation: try ValidationScores(probabilities, truth: truth)))
      likelihoods.append(
        fitted.map {
          max(probabilities[$0, Int(truth[$0])], LabelProbabilities.leastProbability)
        })
    }
    let weights = mixtureWeights(likelihoods: likelihoods, least: leastWeight)
    for (index, weight) in weights.enumerated() { experts[index].weight = weight }
    var sum = 0.0
    for cell in fitted.indices {
      sum += logarithm(weights.indices.reduce(0) { $0 + weights[$1] * likelihoods[$1][cell] })
    }
    return (experts, sum / Double(max(1, fitted.count)))
  }

  /// How well the mixture does, before smoothing.
  static func scores(
    of experts: [LabelExpert], _ opinions: [ExpertOpinions]
  ) throws -> ValidationScores {
    let mixture = ExpertMixture(experts)
    let parts = opinions.map { opinion in
      mixture.logarithms(of: opinion.logits.map { $0.selectingRows(opinion.judged) })
    }
    let truth = opinions.flatMap { opinion in opinion.judged.map { opinion.truth[$0] } }
    return try ValidationScores(
      joined(parts, parts.first?.columnCount ?? 0).softmax(), truth: truth)
  }

  private static func joined(_ parts: [FeatureMatrix], _ columns: Int) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: parts.reduce(0) { $0 + $1.rowCount }, columnCount: columns,
      values: parts.flatMap(\.values))
  }

  /// In words: who is asked, and whether a simple expert would have done alone.
  static func reason(_ experts: [LabelExpert]) -> String {
    let asked = experts.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
      .map { "\(percent($0.weight)) \($0.kind.rawValue)" }.joined(separator: " + ")
    guard
      let simple = best(experts.filter(\.kind.isLinear)),
      let network = best(experts.filter { !$0.kind.isLinear }),
      let simpleScores = simple.validation, let networkScores = network.validation
    else { return asked }
    let gap = networkScores.sum - simpleScores.sum
    let scores =
      "alone (accuracy, macro-F1): \(simple.kind.rawValue) \(words(simpleScores)), \(network.kind.rawValue) \(words(networkScores))"
    if gap > tie { return "\(asked); \(scores): the network is needed" }
    if gap < -tie { return "\(asked); \(scores): the simple expert is better" }
    return "\(asked); \(scores): the simple expert is as good"
  }

  private static func best(_ experts: [LabelExpert]) -> LabelExpert? {
    experts.max { ($0.validation?.sum ?? 0) < ($1.validation?.sum ?? 0) }
  }

  private static func words(_ scores: ValidationScores) -> String {
    "\(percent(scores.accuracy)), \(percent(scores.macroF1))"
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}

extension ValidationScores {
  /// What choices are made by.
  var sum: Double { accuracy + macroF1 }

  /// The scores of the most probable categories of cells that all have a true one.
  init(_ probabilities: FeatureMatrix, truth: [Int32]) throws {
    let codes = probabilities.largestColumns()
    let report = try ClassificationReport(
      truth: truth, predicted: codes, classCount: probabilities.columnCount)
    let calibration = try CalibrationReport(
      confidence: probabilities.largestValues().map { min($0, 1) },
      isRight: zip(codes, truth).map { $0 == $1 })
    self.init(
      cells: truth.count, accuracy: report.accuracy, macroF1: report.macroF1,
      calibrationError: calibration.expectedError)
  }
}
