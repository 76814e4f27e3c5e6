/// A row of a marker table: a cell type and one of its genes.
public struct MarkerRow: Sendable, Hashable {
  /// As the table calls it.
  public var cellType: String
  public var symbol: String
  public var species: Species
  public var isPositive: Bool
  /// In (0, 1].
  public var weight: Double
}
