/// How little a cell is like the labelled cells that taught a label: what is looked at, in which unit, and from where on a
/// cell is `Unknown`.
///
/// `novelty = (e − ē) / s_e + (u − ū) / s_u + ½ (r − r̄) / s_r + ½ w / s_w`. `e = −log Σ_k exp l_k` says that no category
/// speaks for the cell, `l` the logits of a linear expert (the *energy* of Liu et al. 2020, "Energy-based out-of-distribution
/// detection"); `u` that it is like cells that lay unlabelled among the labelled ones; `r` that it expresses a gene that its
/// likely categories do not (`UnexplainedExpression`); `w` that from it, by cells of its section that are like each other, it
/// is far to a labelled cell of training (`LabelledWalk`; in models from before there was that, `.35 s / s_s` of
/// `LabelledScarcity`). A label that is told by rings of neighbours has `(d − d̄) / s_d + (u − ū) / s_u`, `d` how unlike
/// what surrounds cells of any category a cell's surroundings are (`StrangeSurroundings`). Means and deviations are those of
/// known cells that were kept apart, so that novelty is in deviations of such cells and about 0 on their average.
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

  /// How much `w` or `s` varies in cells of known categories, and how many labelled cells the model keeps to find it by.
  public struct Kept: Codable, Sendable, Equatable {
    /// Above 0.
    public var deviation: Double
    public var cells: Int

    public init(deviation: Double, cells: Int) {
      self.deviation = deviation
      self.cells = cells
    }
  }

  /// Of each labelled cell no model keeps more numbers.
  public static let mostWidth = 256

  /// What signals weigh beside the energy; chosen on halves of sections (docs/experiments.md).
  static let weightOfUnexplained = 0.5
  static let weightOfWalk = 0.5
  static let weightOfScarcity = 0.35

  /// The linear expert whose logits and view are taken.
  public var kind: LabelExpert.Kind
  /// Of `e`.
  public var energy: Signal
  /// Of `u`; nil where the unlabelled cells of training were like the labelled ones, or there were too few to tell.
  public var unlabelled: Signal?
  /// Of `r`; nil where there were too few labelled cells, or the label is told by neighbours, and in models from before.
  public var unexplained: Signal?
  /// Of `w`; nil for the same reasons.
  public var walk: Kept?
  /// Of `d`, in place of `e`; nil where cells are told by themselves, or there were too few, and in models from before.
  public var surroundings: Signal?
  /// Of `s` in models from before there was the walk.
  public var scarcity: Kept?
  /// The most numbers that the model keeps of each labelled cell; nil in models from before there was the walk.
  public var width: Int?
  /// Above this novelty the label is `Unknown`; nil where nothing could be validated.
  public var threshold: Double?

  public init(
    kind: LabelExpert.Kind, energy: Signal, unlabelled: Signal? = nil,
    unexplained: Signal? = nil, walk: Kept? = nil, surroundings: Signal? = nil,
    scarcity: Kept? = nil,
    width: Int? = NoveltyRule.mostWidth,
    threshold: Double? = nil
  ) {
    self.kind = kind
    self.energy = energy
    self.unlabelled = unlabelled
    self.unexplained = unexplained
    self.walk = walk
    self.surroundings = surroundings
    self.scarcity = scarcity
    self.width = width
    self.threshold = threshold
  }

  /// What a task begins with, and keeps where nothing can be validated: the energy as it is, and no threshold.
  public static let untried = NoveltyRule(
    kind: .linearOwn, energy: Signal(mean: 0, deviation: 1))

  /// - Parameters:
  ///   - energy: `e` of each cell.
  ///   - unlabelled: `u` of each cell, asked only if the rule has it.
  ///   - unexplained: `r` of each cell, asked only if the rule has it.
  ///   - walk: `w` of each cell, asked only if the rule has it; nil where the section has too few cells or genes.
  ///   - surroundings: `d` of each cell, asked only if the rule has it; nil where the section has too few cells or genes.
  ///   - scarcity: `s` of each cell, of a model from before.
  func novelty(
    energy values: [Double], unlabelled: () -> [Double], unexplained: () -> [Double],
    walk: (Kept) -> [Double]?, surroundings: () -> [Double]?, scarcity: (Kept) -> [Double]?
  ) -> [Float] {
    let first =
      self.surroundings.flatMap { signal in surroundings()?.map(signal.deviations) }
      ?? values.map(energy.deviations)
    let second = self.unlabelled.map { signal in unlabelled().map(signal.deviations) }
    let third = self.unexplained.map { signal in
      unexplained().map { Self.weightOfUnexplained * signal.deviations($0) }
    }
    let fourth =
      self.walk.flatMap { signal in
        walk(signal)?.map { Self.weightOfWalk * $0 / signal.deviation }
      }
      ?? self.scarcity.flatMap { signal in
        scarcity(signal)?.map { Self.weightOfScarcity * $0 / signal.deviation }
      }
    return values.indices.map { cell in
      Float(
        first[cell] + (second?[cell] ?? 0) + (third?[cell] ?? 0)
          + (fourth?[cell] ?? 0))
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
    // Older models hold nothing that these could ask.
    try UnsoundValue.check(
      width != nil || (unexplained == nil && walk == nil && surroundings == nil), "no width",
      at: "\(place).width", wanted: "one beside 'unexplained', 'walk' or 'surroundings'")
    try UnsoundValue.check(
      surroundings == nil || (kind == .linearRings && walk == nil), "'surroundings'", at: place,
      wanted: "none beside 'walk' or an expert on own expression")
    try surroundings?.check(at: "\(place).surroundings")
    try unexplained?.check(at: "\(place).unexplained")
    try walk?.check(at: "\(place).walk")
    try scarcity?.check(at: "\(place).scarcity")
    if let width {
      try UnsoundValue.check(
        width, within: 1...Self.mostWidth, at: "\(place).width")
    }
    if let threshold {
      try UnsoundValue.check(
        threshold, within: -Self.largest...Self.largest, at: "\(place).threshold")
    }
  }

  fileprivate static let largest = 1e9
}

extension NoveltyRule.Kept {
  fileprivate func check(at place: String) throws(UnsoundValue) {
    try UnsoundValue.check(deviation, within: 1e-9...NoveltyRule.largest, at: "\(place).deviation")
    try UnsoundValue.check(cells, within: 0...NoveltyHeads.mostCells, at: "\(place).cells")
  }
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
