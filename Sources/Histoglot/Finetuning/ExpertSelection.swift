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
  /// Which cells stand or fall together, `[cells]`.
  let units: [Int32]
  let graph: NeighbourGraph?

  /// The cells that validate, ascending.
  var judged: [Int] { truth.indices.filter { truth[$0] >= 0 } }
}

/// What an expert was fitted by, nil where it has no choice.
struct FittedBy {
  var inversePenalty: Double?
  var scale: InputScale?
}

/// Finds temperatures and weights of a task's experts on validation cells.
struct ExpertSelection {
  /// One of each kind.
  var experts: [LabelExpert]
  /// Mean log-likelihood of the truth under the mixture, and under each expert alone, in nats a cell.
  let likelihood: Double
  let likelihoods: [Double]
  /// How the mixture does, before smoothing.
  let scores: ValidationScores
  /// The expert that was preferred since its labels alone were clearly better than those of the likeliest mixture, if one was.
  let preferred: LabelExpert.Kind?

  /// Accuracy and macro-F1 together that count as no difference, and as a clear one.
  static let tie = 0.01
  static let clearGain = 0.03
  /// So many standard errors of the difference in accuracy count as no clear gain.
  static let chanceErrors = 2.0

  /// Weighs experts by the likelihood of the truth under their mixture.
  ///
  /// Cells of a section or block err together, so that validation counts for at most as many observations as there are
  /// of these (`ValidationEvidence`), and the weights are hedged (`HedgedWeights`). Their prior: all alike, but where
  /// evidence is thin those whom `nature` expects.
  ///
  /// Where one expert alone labels clearly better than that mixture, it is given everything, hedged as well: of two sections
  /// that judge each other it gets about half, and the others are asked too.
  ///
  /// - Parameters:
  ///   - kinds: who may be asked; the others weigh nothing.
  ///   - nature: what the label tells of a cell, as far as its categories' names say.
  init(
    _ opinions: [ExpertOpinions], categories: Int, among kinds: [LabelExpert.Kind],
    nature: LabelNature, fittedBy: (LabelExpert.Kind) -> FittedBy
  ) throws {
    let truth = opinions.flatMap { opinion in opinion.judged.map { opinion.truth[$0] } }
    let known = opinions.flatMap { opinion in opinion.judged.map { opinion.known[$0] } }
    let evidence = ValidationEvidence(opinions)
    let fitted = known.indices.filter { known[$0] >= 0 }
    var experts: [LabelExpert] = []
    var ofTruth: [[Double]] = []
    for (index, kind) in LabelExpert.Kind.allCases.enumerated() {
      let logits = joinedRows(
        opinions.map { $0.logits[index].selectingRows($0.judged) }, categories)
      let scaling = try TemperatureScaling(logits: logits, truth: known)
      let probabilities = scaling(logits)
      experts.append(
        LabelExpert(
          kind, weight: 0, temperature: scaling.temperature,
          inversePenalty: fittedBy(kind).inversePenalty, scale: fittedBy(kind).scale,
          validation: kinds.contains(kind) ? try ValidationScores(probabilities, truth: truth) : nil
        )
      )
      ofTruth.append(
        fitted.map {
          max(probabilities[$0, Int(truth[$0])], LabelProbabilities.leastProbability)
        })
    }
    let asked = experts.indices.filter { kinds.contains(experts[$0].kind) }
    let weights = mixtureWeights(likelihoods: asked.map { ofTruth[$0] }, least: HedgedWeights.least)
    let expected = evidence.isThin ? nature.experts(among: kinds) : kinds
    let prior = asked.map {
      expected.contains(experts[$0].kind) ? 1 / Double(expected.count) : 0
    }
    func weigh(_ likeliest: [Double]) {
      let weights = HedgedWeights.weights(
        likeliest: likeliest, prior: prior, observations: evidence.observations)
      for (index, weight) in zip(asked, weights) { experts[index].weight = weight }
    }
    weigh(weights)
    likelihoods = ofTruth.map { $0.reduce(0) { $0 + logarithm($1) } / Double(max(1, fitted.count)) }
    let (mixed, isRight) = try Self.scores(of: experts, opinions)
    let best = asked.max {
      (experts[$0].validation?.sum ?? 0) < (experts[$1].validation?.sum ?? 0)
    }
    if let best, let alone = experts[best].validation,
      alone.sum > mixed.sum
        + max(Self.clearGain, Self.chanceErrors * Self.error(of: best, beside: isRight, opinions))
    {
      weigh(asked.map { $0 == best ? 1 : 0 })
      scores = try Self.scores(of: experts, opinions).0
      preferred = experts[best].kind
    } else {
      scores = mixed
      preferred = nil
    }
    self.experts = experts
    var sum = 0.0
    for cell in fitted.indices {
      sum += logarithm(experts.indices.reduce(0) { $0 + experts[$1].weight * ofTruth[$1][cell] })
    }
    likelihood = sum / Double(max(1, fitted.count))
  }

  /// The standard error of how much one expert's accuracy differs from another's that is asked the same: `√d / n` where d
  /// of n cells are labelled rightly by one of the two alone (McNemar 1947).
  private static func error(
    of expert: Int, beside isRight: [Bool], _ opinions: [ExpertOpinions]
  ) -> Double {
    let alone = opinions.flatMap { opinion in
      let judged = opinion.judged
      return zip(opinion.logits[expert].selectingRows(judged).largestColumns(), judged)
        .map { $0 == opinion.truth[$1] }
    }
    let differing = zip(alone, isRight).count { $0 != $1 }
    return Double(differing).squareRoot() / Double(max(1, isRight.count))
  }

  /// How the mixture does, and which of the cells that validate it labels rightly.
  private static func scores(
    of experts: [LabelExpert], _ opinions: [ExpertOpinions]
  ) throws -> (ValidationScores, isRight: [Bool]) {
    let mixture = ExpertMixture(experts)
    let parts = opinions.map { opinion in
      mixture.logarithms(of: opinion.logits.map { $0.selectingRows(opinion.judged) })
    }
    let truth = opinions.flatMap { opinion in opinion.judged.map { opinion.truth[$0] } }
    let probabilities = joinedRows(parts, parts.first?.columnCount ?? 0).softmax()
    return (
      try ValidationScores(probabilities, truth: truth),
      zip(probabilities.largestColumns(), truth).map { $0 == $1 }
    )
  }

  /// In words: who is asked and why, and whether a simple expert would have done alone.
  var reason: String {
    let asked = experts.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
      .map { "\(percent($0.weight)) \($0.kind.rawValue)" }.joined(separator: " + ")
    if let preferred {
      let isAlone = experts.count { $0.weight > 0 } == 1
      return isAlone
        ? "\(asked), whose labels are clearly better than those of the likeliest mixture"
        : "\(asked); the labels of \(preferred.rawValue) alone are clearly better than those of the likeliest mixture, but too few sections or blocks say so for it to be asked alone"
    }
    let simple = experts.filter(\.kind.isLinear).max {
      ($0.validation?.sum ?? 0) < ($1.validation?.sum ?? 0)
    }
    guard let simple, let alone = simple.validation else { return asked }
    if simple.weight == 1 { return asked }
    let gap = scores.sum - alone.sum
    let verdict =
      gap > Self.tie
      ? "the mixture is needed"
      : gap < -Self.tie
        ? "\(simple.kind.rawValue) alone labels a little better, the mixture knows better how sure to be"
        : "\(simple.kind.rawValue) alone is as good"
    return
      "\(asked), under which the true labels are likeliest; accuracy, macro-F1: \(words(scores)) together, \(words(alone)) \(simple.kind.rawValue) alone: \(verdict)"
  }

  private func words(_ scores: ValidationScores) -> String {
    "\(percent(scores.accuracy)), \(percent(scores.macroF1))"
  }

  private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}

private func joinedRows(_ parts: [FeatureMatrix], _ columns: Int) -> FeatureMatrix {
  FeatureMatrix(
    rowCount: parts.reduce(0) { $0 + $1.rowCount }, columnCount: columns,
    values: parts.flatMap(\.values))
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
