/// A species whose gene symbols are known.
public enum Species: String, Sendable, Hashable, CaseIterable, Codable {
  case mouse, human

  /// The species that a table or a user calls `name`: `Mm`, `mouse`, `Mus musculus`, `Hs`, `human`, `Homo sapiens`.
  public init?(named name: some StringProtocol) {
    switch name.lowercased() {
    case "mouse", "mm", "mmu", "mmus", "mus musculus", "mus_musculus": self = .mouse
    case "human", "hs", "hsa", "hsap", "homo sapiens", "homo_sapiens": self = .human
    default: return nil
    }
  }

  /// The other of the two.
  public var other: Species { self == .mouse ? .human : .mouse }

  /// The symbol as the species writes it by convention: `PLP1` in human, `Plp1` in mouse.
  public func spelling(_ symbol: some StringProtocol) -> String {
    switch self {
    case .human: symbol.uppercased()
    case .mouse: symbol.prefix(1).uppercased() + symbol.dropFirst().lowercased()
    }
  }

  /// The species whose convention a symbol follows: all capitals are human, else mouse.
  static func convention(of symbol: some StringProtocol) -> Species {
    symbol.contains { $0.isLowercase } ? .mouse : .human
  }
}
