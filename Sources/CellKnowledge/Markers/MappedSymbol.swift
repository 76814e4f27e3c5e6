/// A gene symbol carried over from one species to the other.
public struct MappedSymbol: Sendable, Hashable {
  /// How sure the symbol is.
  public enum Origin: String, Sendable, Hashable, Codable {
    /// The source gives it for this species.
    case stated
    /// The table of orthologues has it.
    case table
    /// Only the spelling was changed: `PLP1` to `Plp1`.
    case capitalisation
  }

  public var symbol: String
  public var origin: Origin

  public init(symbol: String, origin: Origin) {
    self.symbol = symbol
    self.origin = origin
  }
}
