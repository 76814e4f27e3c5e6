/// How to fine-tune.
public struct FinetuningOptions: Codable, Sendable, Equatable {
  /// The most passes over all labelled cells.
  public var epochs: Int
  public var seed: UInt64
  /// The learning rate of the heads; encoder and tokens learn slower.
  public var rate: Double
  /// The encoder's rate, as a share of the heads'.
  public var encoderRate: Double
  /// The token layer's rate, as a share of the heads'.
  public var tokenRate: Double
  public var decay: Double
  /// Deviation of noise on the input, in units of the genes' z-scores.
  public var noise: Double
  /// The share of genes hidden from each cell in training.
  public var geneDropout: Double
  /// The `C` that linear experts may have (scikit-learn's meaning), ascending; smaller is smoother. Validation chooses
  /// for each expert of each task, beginning in the middle, which is also what is used where nothing can be validated.
  public var inversePenalties: [Double]
  /// The share of labelled cells kept apart where one split is made.
  public var validationShare: Double
  /// Epochs in which neither the mixture nor a network alone got better on validation cells before the search stops.
  public var patience: Int
  /// What it does without.
  public var without: [FinetuningPart]

  public init(
    epochs: Int = 40, seed: UInt64 = 0, rate: Double = 1e-3, encoderRate: Double = 0.3,
    tokenRate: Double = 1, decay: Double = 0.05, noise: Double = 0.5, geneDropout: Double = 0.1,
    inversePenalties: [Double] = [0.003, 0.01, 0.03, 0.1, 0.3, 1],
    validationShare: Double = 0.2, patience: Int = 12, without: [FinetuningPart] = []
  ) {
    self.epochs = epochs
    self.seed = seed
    self.rate = rate
    self.encoderRate = encoderRate
    self.tokenRate = tokenRate
    self.decay = decay
    self.noise = noise
    self.geneDropout = geneDropout
    self.inversePenalties = inversePenalties
    self.validationShare = validationShare
    self.patience = patience
    self.without = without
  }
}
