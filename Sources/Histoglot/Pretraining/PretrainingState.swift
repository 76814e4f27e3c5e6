import LatentMixture

/// Where a run is: with the weights and the optimiser's moments, all that going on needs.
public struct PretrainingState: Codable, Sendable, Equatable {
  /// The epoch under way, from 0.
  public var epoch = 0
  /// How many of its steps are done.
  public var step = 0
  /// How many steps had no finite loss or gradient and were skipped.
  public var skipped = 0
  /// How many of those came one after another, up to now.
  var skippedInARow = 0
  /// The epoch's losses so far.
  var losses = PretrainingLosses()
  /// The epoch's use of the mixture so far.
  var usage: MixtureUsage
  /// The last whole epoch's use of the mixture.
  public internal(set) var lastUsage: MixtureUsage?
  /// The epochs that are done.
  public var history: [EpochReport] = []

  init(components: Int) { usage = MixtureUsage(components: components) }

  /// Checks a state that was read.
  func check(epochs: Int, components: Int) throws(UnsoundValue) {
    try UnsoundValue.check(epoch, within: 0...epochs, at: "state.epoch")
    try UnsoundValue.check(skipped, within: 0...Int.max / 2, at: "state.skipped")
    try UnsoundValue.check(losses.cells, within: 0...Int.max / 2, at: "state.losses.cells")
    try UnsoundValue.check(skippedInARow, within: 0...Int.max / 2, at: "state.skippedInARow")
    try UnsoundValue.check(
      usage.isSound(components: components)
        && lastUsage?.isSound(components: components) ?? true, "not of this mixture",
      at: "state.usage", wanted: "of \(components) components")
  }
}

/// What an epoch gave: a line of `training.jsonl`.
public struct EpochReport: Codable, Sendable, Equatable {
  /// From 1.
  public var epoch: Int
  public var training: PretrainingLosses
  /// On cells that carry no loss in training, with latent means and fixed masks; nil where none were kept.
  public var validation: PretrainingLosses?
  /// `exp(H(mean r))` of the mixture.
  public var componentsInUse: Double
  /// Mean `H(r_i)`, nats.
  public var responsibilityEntropy: Double
  /// The learning rate of the last step.
  public var rate: Double
  /// Steps skipped in the run so far because something was not finite.
  public var skipped: Int

  /// What the best checkpoint is chosen by: nats a gene.
  public var score: Double { validation?.total ?? training.total }
}
