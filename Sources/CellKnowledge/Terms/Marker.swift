/// A gene that tells a cell type from others.
public struct Marker: Sendable, Hashable {
  /// The gene's symbol in `species`' own spelling.
  public var symbol: String
  public var species: Species
  /// Whether the type expresses it; false says that it does not.
  public var isPositive: Bool
  /// How much the source trusts it, in (0, 1].
  public var weight: Double
  public var source: KnowledgeSource

  public init(
    symbol: String, species: Species, isPositive: Bool = true, weight: Double = 1,
    source: KnowledgeSource
  ) {
    self.symbol = symbol
    self.species = species
    self.isPositive = isPositive
    self.weight = weight
    self.source = source
  }
}
