/// How to pre-train.
public struct PretrainingOptions: Codable, Sendable, Equatable {
  public var preset: Preset
  /// Passes over all cells; nil for as many as `stepsByDefault` steps take.
  public var epochs: Int?
  public var seed: UInt64
  /// The learning rate after warm-up.
  public var rate: Double
  /// The share of all steps over which the rate rises.
  public var warmUpShare: Double
  /// Decoupled weight decay.
  public var decay: Double
  /// The most cells with a loss in one step.
  public var windowCells: Int
  /// The share of cells that are masked.
  public var maskedCells: Double
  /// The weight of the divergence at the end of its warm-up, `β`.
  public var divergenceWeight: Double
  /// Below this mean divergence, in nats a cell, there is no push to make it smaller still.
  public var freeNats: Double
  /// The share of cells kept apart to choose the best checkpoint by.
  public var validationShare: Double
  /// What of the preset, and of how it learns, is left out.
  public var without: [ModelPart]

  public static let stepsByDefault = 900

  public init(
    preset: Preset = .base, epochs: Int? = nil, seed: UInt64 = 0, rate: Double = 1e-3,
    warmUpShare: Double = 0.1, decay: Double = 0.01, windowCells: Int = 1024,
    maskedCells: Double = 0.75, divergenceWeight: Double = 1, freeNats: Double = 0.5,
    validationShare: Double = 0.08, without: [ModelPart] = []
  ) {
    self.preset = preset
    self.epochs = epochs
    self.seed = seed
    self.rate = rate
    self.warmUpShare = warmUpShare
    self.decay = decay
    self.windowCells = windowCells
    self.maskedCells = maskedCells
    self.divergenceWeight = divergenceWeight
    self.freeNats = freeNats
    self.validationShare = validationShare
    self.without = without
  }

  /// The shape of the model.
  ///
  /// - Throws: `TrainingError.partNotThere`.
  public func configuration() throws(TrainingError) -> ModelConfiguration {
    try preset.configuration.leavingOut(without)
  }

  /// The share of cells that are masked; where masking is left out, none.
  var shareToMask: Double { without.contains(.masking) ? 0 : maskedCells }

  /// Runs that began before parts could be left out had all of them.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double { try fields.decode(Double.self, forKey: key) }
    self.init(
      preset: try fields.decode(Preset.self, forKey: .preset),
      epochs: try fields.decodeIfPresent(Int.self, forKey: .epochs),
      seed: try fields.decode(UInt64.self, forKey: .seed), rate: try number(.rate),
      warmUpShare: try number(.warmUpShare), decay: try number(.decay),
      windowCells: try fields.decode(Int.self, forKey: .windowCells),
      maskedCells: try number(.maskedCells), divergenceWeight: try number(.divergenceWeight),
      freeNats: try number(.freeNats), validationShare: try number(.validationShare),
      without: try fields.decodeIfPresent([ModelPart].self, forKey: .without) ?? [])
  }
}
