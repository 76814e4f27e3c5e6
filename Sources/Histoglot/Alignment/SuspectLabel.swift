/// A cell whose label looks wrong, and what looks right.
public struct SuspectLabel: Sendable, Equatable {
  public var section: String
  /// The cell's row in its section.
  public var cell: Int
  public var given: String
  /// The best label of another text.
  public var suggested: String
  /// `1 − p_given`, where `p_given` is what the towers make of the given label: a score that ranks labels.
  ///
  /// It is no probability that the label is wrong: the towers are surer than they are right, and where every label is
  /// right the cells between two types still stand near 1 (`docs/experiments.md`).
  public var suspicion: Double
  /// Whether the cell looks more like the suggested label than like its own.
  public var isOutdone: Bool
  /// `W`: how far training trusted the pair; with `noise` the probability that the label is right, as a
  /// regression that never saw it finds, times what the towers made of it.
  public var reliability: Double
}
