/// How cells and texts are aligned. The defaults are what holds up under mislabelled pairs; the other values
/// are there to take the objective apart.
public struct AlignmentOptions: Codable, Sendable, Equatable {
  /// What a pair is told apart from.
  public enum Negatives: String, Codable, Sendable, CaseIterable {
    /// The other pairs of the batch; both sides carry gradient (CLIP).
    case batch
    /// Momentum keys of the batch and of a bank of earlier batches (MoCo, OKR-CELL); keys with a pair's own
    /// text are no negatives of it.
    case bank
  }

  /// How much a pair is trusted.
  public enum Reliability: String, Codable, Sendable, CaseIterable {
    /// Fully.
    case none
    /// `√(P^CT P^TC)`, the paper's.
    case symmetry
    /// How probably the given text is the right one, by what a regression that never saw the pair believes and by how
    /// labels go wrong, which is learned (`CrossFittedTrust`); times `ratio`.
    case noise
    /// The given text against its best rival among distinct texts.
    case ratio
    /// The posterior of the lower of two Gaussians fitted to the losses (DivideMix).
    case lossMixture
  }

  /// What the size of a loss does to its weight early in training.
  public enum Curriculum: String, Codable, Sendable, CaseIterable {
    case none
    /// Large losses are damped in the first half: `w = min(1, γ/ℓ)`.
    case damped
    /// Damped in the first half, amplified in the second, as the paper says: `w = max(1, ℓ/γ)`.
    case amplified
  }

  public var negatives: Negatives = .bank
  /// Whether pairs of the batch with a pair's own text are no negatives of it, where the batch is all there is.
  public var masksSameText = true
  public var reliability: Reliability = .noise
  /// How many times as likely another text must be before a pair loses trust, with `ratio`.
  public var rivalMargin = 3.0
  /// `λ`, the weight of the complementary part.
  public var negativeWeight = 1.0
  public var curriculum: Curriculum = .none
  /// Pairs of a step.
  public var batch = 64
  /// Pairs that pass the towers at a time; bounds memory and changes no result but by rounding.
  public var chunk = 64
  /// The most pairs in the bank; never more than a quarter of all.
  public var bank = 1024
  /// `m` of the momentum copies.
  public var momentum = 0.99
  /// `τ`.
  public var temperature = 0.07
  public var rate = 2e-3
  public var decay = 0.01
  public var epochs = 16
  /// Towers that learn apart and are compared as one.
  public var towers = 5
  /// Whether a regression stands beside the towers where labels that were aligned are given.
  public var regression = true
  /// The share of units dropped in training, of towers of cells; nil for `dropout(genes:)`.
  public var dropout: Double?
  /// Epochs in which every pair is trusted, but with `noise`.
  public var warmUpEpochs = 3
  public var seed: UInt64 = 0

  public init() {}

  /// `.2 min(1, genes/100)`: of few genes each tells something that no other does, of many the others say it too.
  public static func dropout(genes: Int) -> Double { 0.2 * min(1, Double(genes) / 100) }
}
