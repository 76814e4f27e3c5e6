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
  /// Accuracy, macro-F1 and expected calibration error on validation cells.
  public var validation: ValidationScores?

  public init(
    key: String, categories: [String], colors: [String]?,
    experts: [LabelExpert] = LabelExpert.untried, reason: String = "", temperature: Double = 1,
    threshold: Double = 0, smoothing: Int = 0, validation: ValidationScores? = nil
  ) {
    self.key = key
    self.categories = categories
    self.colors = colors
    self.experts = experts
    self.reason = reason
    self.temperature = temperature
    self.threshold = threshold
    self.smoothing = smoothing
    self.validation = validation
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
