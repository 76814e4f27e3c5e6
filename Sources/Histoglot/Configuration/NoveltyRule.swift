/// How little a cell is like the labelled cells that taught a label: what is looked at, in which unit, and from where on a
/// cell is `Unknown`.
///
/// `novelty = (e − ē) / s_e + (u − ū) / s_u + .35 s / s_s`. `e = −log Σ_k exp l_k` says that no category speaks for the
/// cell, `l` the logits of a linear expert (the *energy* of Liu et al. 2020, "Energy-based out-of-distribution detection");
/// `u` that it is like cells that lay unlabelled among the labelled ones; `s` that among the cells of its section that are
/// like it, labelled ones of training would be scarce (`LabelledScarcity`). Means and deviations are those of known cells
/// that were kept apart, so that novelty is in deviations of such cells and about 0 on their average.
public struct NoveltyRule: Codable, Sendable, Equatable {
  /// How large one signal is in cells of known categories.
  public struct Signal: Codable, Sendable, Equatable {
    public var mean: Double
    /// Above 0.
    public var deviation: Double

    public init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }

    /// By how many deviations a value lies above the mean.
    func deviations(_ value: Double) -> Double { (value - mean) / deviation }
  }

  /// How much `s` varies in cells of known categories, and how many labelled cells the model keeps to find it by.
  public struct Scarcity: Codable, Sendable, Equatable {
    /// Above 0.
    public var deviation: Double
    public var cells: Int

    public init(deviation: Double, cells: Int) {
      self.deviation = deviation
      self.cells = cells
    }

    /// What it weighs beside the other signals; chosen on halves of sections (docs/experiments.md).
    static let weight = 0.35
  }

  /// The linear expert whose logits and view are taken.
  public var kind: LabelExpert.Kind
  /// Of `e`.
  public var energy: Signal
  /// Of `u`; nil where the unlabelled cells of training were like the labelled ones, or there were too few to tell.
  public var unlabelled: Signal?
  /// Of `s`; nil where there were too few labelled cells, or the label is told by neighbours.
  public var scarcity: Scarcity?
  /// Above this novelty the label is `Unknown`; nil where nothing could be validated.
  public var threshold: Double?

  public init(
    kind: LabelExpert.Kind, energy: Signal, unlabelled: Signal? = nil,
    scarcity: Scarcity? = nil, threshold: Double? = nil
  ) {
    self.kind = kind
    self.energy = energy
    self.unlabelled = unlabelled
    self.scarcity = scarcity
    self.threshold = threshold
  }

  /// What a task begins with, and keeps where nothing can be validated: the energy as it is, and no threshold.
  public static let untried = NoveltyRule(
    kind: .linearOwn, energy: Signal(mean: 0, deviation: 1))

  /// - Parameters:
  ///   - energy: `e` of each cell.
  ///   - unlabelled: `u` of each cell, asked only if the rule has it.
  ///   - scarcity: `s` of each cell, asked only if the rule has it; nil where the section has too few cells.
  func novelty(
    energy values: [Double], unlabelled: () -> [Double], scarcity: (Scarcity) -> [Double]?
  ) -> [Float] {
    let second = self.unlabelled.map { signal in unlabelled().map(signal.deviations) }
    let third = self.scarcity.flatMap { signal in
      scarcity(signal)?.map { Scarcity.weight * $0 / signal.deviation }
    }
    return values.indices.map { cell in
      Float(energy.deviations(values[cell]) + (second?[cell] ?? 0) + (third?[cell] ?? 0))
    }
  }

  /// Checks what annotating relies on.
  ///
  /// - Parameter place: where the rule stands, such as `[0].novelty`.
  func check(at place: String) throws(UnsoundValue) {
    try UnsoundValue.check(
      kind.isLinear, "'\(kind.rawValue)'", at: "\(place).kind", wanted: "a linear expert")
    try energy.check(at: "\(place).energy")
    try unlabelled?.check(at: "\(place).unlabelled")
    if let scarcity {
      try UnsoundValue.check(
        scarcity.deviation, within: 1e-9...Self.largest, at: "\(place).scarcity.deviation")
      try UnsoundValue.check(
        scarcity.cells, within: 0...NoveltyHeads.mostCells, at: "\(place).scarcity.cells")
    }
    if let threshold {
      try UnsoundValue.check(
        threshold, within: -Self.largest...Self.largest, at: "\(place).threshold")
    }
  }

  fileprivate static let largest = 1e9
}

extension NoveltyRule.Signal {
  fileprivate func check(at place: String) throws(UnsoundValue) {
    try UnsoundValue.check(
      mean, within: -NoveltyRule.largest...NoveltyRule.largest, at: "\(place).mean")
    try UnsoundValue.check(deviation, within: 1e-9...NoveltyRule.largest, at: "\(place).deviation")
  }

  /// Of values of known cells; nil where there are fewer than two, or they do not differ.
  init?(of values: [Double]) {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    guard square.squareRoot() > 1e-6, square.isFinite else { return nil }
    self.init(mean: mean, deviation: square.squareRoot())
  }
}
