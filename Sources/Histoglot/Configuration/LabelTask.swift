/// A label key that a model can predict: cell type, region, layer, niche.
public struct LabelTask: Codable, Sendable, Equatable {
  /// The `obs` key it was learned from.
  public var key: String
  /// The categories, in the order of the head's outputs.
  public var categories: [String]
  /// Hex colours in category order, where the training file had them.
  public var colors: [String]?
  /// One of each kind; their calibrated probabilities are mixed by `weight`.
  public var experts: [LabelExpert]
  /// Why the experts weigh as they do, in words.
  public var reason: String
  /// What the logarithms of the smoothed mixture are divided by, so that confidence is calibrated
  /// (Guo et al. 2017).
  public var temperature: Double
  /// Below this confidence the label is `Unknown`.
  public var threshold: Double
  /// How many rounds of averaging probabilities over neighbours validation chose.
  public var smoothing: Int
  /// Whether any cell it was learned from lay somewhere; if none did, it is asked as if none ever did.
  public var knowsPlaces: Bool
  /// How novelty is told; nil in models that were written before there was any.
  public var novelty: NoveltyRule?
  /// Accuracy, macro-F1 and expected calibration error on validation cells.
  public var validation: ValidationScores?
  /// What it was learned without.
  public var without: [FinetuningPart]
  /// With how many nearest cells each ring ends whose mean the linear expert on rings looks at, ascending.
  public var rings: [Int]

  /// Each ring ends with three times as many cells as the one within it: what a cell touches, and what it lies among. Chosen on
  /// halves and windows of sections (decision 0030); wider ones tell layers better still where those lie as in training, and
  /// worse where a piece of tissue holds a sliver of one.
  public static let widerRings = [5, 15, 45]
  /// Of models from before there were more than two.
  static let earlierRings = [10, 24]

  public init(
    key: String, categories: [String], colors: [String]?,
    experts: [LabelExpert] = LabelExpert.untried, reason: String = "", temperature: Double = 1,
    threshold: Double = 0, smoothing: Int = 0, knowsPlaces: Bool = true,
    novelty: NoveltyRule? = nil, validation: ValidationScores? = nil,
    without: [FinetuningPart] = [],
    rings: [Int] = LabelTask.widerRings
  ) {
    self.key = key
    self.categories = categories
    self.colors = colors
    self.experts = experts
    self.reason = reason
    self.temperature = temperature
    self.threshold = threshold
    self.smoothing = smoothing
    self.knowsPlaces = knowsPlaces
    self.novelty = novelty
    self.validation = validation
    self.without = without
    self.rings = rings
  }

  /// Labels that were written before places were asked about know them, and those of before parts could be left out have all.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      key: try fields.decode(String.self, forKey: .key),
      categories: try fields.decode([String].self, forKey: .categories),
      colors: try fields.decodeIfPresent([String].self, forKey: .colors),
      experts: try fields.decode([LabelExpert].self, forKey: .experts),
      reason: try fields.decode(String.self, forKey: .reason),
      temperature: try fields.decode(Double.self, forKey: .temperature),
      threshold: try fields.decode(Double.self, forKey: .threshold),
      smoothing: try fields.decode(Int.self, forKey: .smoothing),
      knowsPlaces: try fields.decodeIfPresent(Bool.self, forKey: .knowsPlaces) ?? true,
      novelty: try fields.decodeIfPresent(NoveltyRule.self, forKey: .novelty),
      validation: try fields.decodeIfPresent(ValidationScores.self, forKey: .validation),
      without: try fields.decodeIfPresent([FinetuningPart].self, forKey: .without) ?? [],
      rings: try fields.decodeIfPresent([Int].self, forKey: .rings) ?? Self.earlierRings)
  }

  /// How much of the mixture experts have that look at the cell alone.
  public var weightOfOwn: Double {
    experts.reduce(0) { $0 + ($1.kind.isOwn ? $1.weight : 0) }
  }

  /// The task for cells that lie nowhere: what was learned of neighbours is not asked.
  ///
  /// Where validation dismissed every expert that looks at the cell alone, the better of them answers all the same. They
  /// are calibrated each by itself, so that their mixture needs no further temperature. Where training left all of them
  /// out, the others answer as if each cell were its own neighbour.
  func withoutPlaces() -> LabelTask {
    var task = self
    task.smoothing = 0
    task.temperature = 1
    // Gradient steps are taken for all networks or none.
    let hasNetworks = experts.contains { $0.weight > 0 && $0.kind.readsEncoder }
    let able = experts.indices.filter {
      experts[$0].kind.isOwn && without.experts.contains(experts[$0].kind)
        && (hasNetworks || experts[$0].kind.isLinear)
    }
    if able.isEmpty { return task }
    let best = able.max {
      (experts[$0].validation?.sum ?? 0) < (experts[$1].validation?.sum ?? 0)
    }
    let total = able.reduce(0) { $0 + experts[$1].weight }
    for index in experts.indices {
      let share = total > 0 ? experts[index].weight / total : (index == best ? 1 : 0)
      task.experts[index].weight = able.contains(index) ? share : 0
    }
    return task
  }
}

/// How well a label was predicted on cells that training had not seen.
public struct ValidationScores: Codable, Sendable, Equatable {
  public var cells: Int
  public var accuracy: Double
  public var macroF1: Double
  /// Expected calibration error, 15 bins.
  public var calibrationError: Double

  public init(cells: Int, accuracy: Double, macroF1: Double, calibrationError: Double) {
    self.cells = cells
    self.accuracy = accuracy
    self.macroF1 = macroF1
    self.calibrationError = calibrationError
  }
}
