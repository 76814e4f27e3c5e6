import ArgumentParser
import RobustAlignment

extension AlignmentOptions.Negatives: ExpressibleByArgument {}
extension AlignmentOptions.Reliability: ExpressibleByArgument {}
extension AlignmentOptions.Curriculum: ExpressibleByArgument {}

/// The objective of `align`, and the switches that take it apart.
struct AlignmentArguments: ParsableArguments {
  @Option(help: "Passes over all cells.")
  var epochs: Int = AlignmentOptions().epochs

  @Option(help: "The seed; the same seed gives the same towers.")
  var seed: UInt64 = 0

  @Option(
    help:
      "How far a label is trusted: noise (by how labels are found to go wrong), ratio (against its best rival), symmetry (as published), lossMixture, none."
  )
  var reliability: AlignmentOptions.Reliability = AlignmentOptions().reliability

  @Option(help: "Towers that learn apart and are compared as one.")
  var towers: Int = AlignmentOptions().towers

  @Flag(
    inversion: .prefixedNo,
    help: "Let a regression judge the aligned labels beside the towers.")
  var regression = AlignmentOptions().regression

  @Option(
    help: "The share of units dropped in training (default: 0.2, less for fewer than 100 genes).")
  var dropout: Double?

  @Option(
    help: "What a pair is told from: bank (momentum keys of many batches) or batch (InfoNCE).")
  var negatives: AlignmentOptions.Negatives = AlignmentOptions().negatives

  @Flag(
    inversion: .prefixedNo, help: "With 'batch': leave out pairs that have the same text.")
  var masksSameText = AlignmentOptions().masksSameText

  @Option(help: "λ, the weight of the complementary part; 0 leaves it out.")
  var negativeWeight: Double = AlignmentOptions().negativeWeight

  @Option(help: "What large losses weigh: none (as all), damped early, amplified late.")
  var curriculum: AlignmentOptions.Curriculum = AlignmentOptions().curriculum

  @Option(help: "Pairs of a step.")
  var batch: Int = AlignmentOptions().batch

  @Option(
    help: "Pairs that are passed at a time; bounds memory, changes no result but by rounding.")
  var chunk: Int = AlignmentOptions().chunk

  @Option(help: "The most pairs in the memory bank; 0 for none.")
  var bank: Int = AlignmentOptions().bank

  @Option(help: "m of the momentum copies.")
  var momentum: Double = AlignmentOptions().momentum

  @Option(help: "τ, the temperature.")
  var temperature: Double = AlignmentOptions().temperature

  @Option(help: "The learning rate.")
  var rate: Double = AlignmentOptions().rate

  func validate() throws {
    if epochs < 1 { throw ValidationError("--epochs must be at least 1.") }
    if !(1...16).contains(towers) { throw ValidationError("--towers must lie in 1 to 16.") }
    if let dropout, !(0..<1).contains(dropout) {
      throw ValidationError("--dropout must lie in 0 to 1, below 1.")
    }
    if batch < 2 { throw ValidationError("--batch must be at least 2.") }
    if chunk < 1 { throw ValidationError("--chunk must be at least 1.") }
    if bank < 0 { throw ValidationError("--bank must not be below 0.") }
    if !(0..<1).contains(momentum) { throw ValidationError("--momentum must lie in 0 to 1.") }
    for (name, value) in [("--temperature", temperature), ("--rate", rate)]
    where !(value > 0 && value.isFinite) {
      throw ValidationError("\(name) must be a number above 0.")
    }
    if !(negativeWeight >= 0 && negativeWeight.isFinite) {
      throw ValidationError("--negative-weight must be a number of at least 0.")
    }
  }

  var options: AlignmentOptions {
    var options = AlignmentOptions()
    options.epochs = epochs
    options.seed = seed
    options.reliability = reliability
    options.towers = towers
    options.dropout = dropout
    options.regression = regression
    options.negatives = negatives
    options.masksSameText = masksSameText
    options.negativeWeight = negativeWeight
    options.curriculum = curriculum
    options.batch = batch
    options.chunk = chunk
    options.bank = bank
    options.momentum = momentum
    options.temperature = temperature
    options.rate = rate
    return options
  }
}
