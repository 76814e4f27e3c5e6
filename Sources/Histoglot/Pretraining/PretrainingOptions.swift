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

  public static let stepsByDefault = 900

  public init(
    preset: Preset = .base, epochs: Int? = nil, seed: UInt64 = 0, rate: Double = 1e-3,
    warmUpShare: Double = 0.1, decay: Double = 0.01, windowCells: Int = 1024,
    maskedCells: Double = 0.75, divergenceWeight: Double = 1, freeNats: Double = 0.5,
    validationShare: Double = 0.08
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
  }
}
