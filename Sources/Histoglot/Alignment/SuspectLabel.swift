/// A cell whose label looks wrong, and what looks right.
public struct SuspectLabel: Sendable, Equatable {
  public var section: String
  /// The cell's row in its section.
  public var cell: Int
  public var given: String
  /// The best label of another text.
  public var suggested: String
  /// `1 − p_given`: how probably the given label is wrong, as the towers see it.
  public var suspicion: Double
  /// `W`: how far training trusted the pair.
  public var reliability: Double
}
