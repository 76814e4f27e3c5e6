/// A cell type that is asked for by name, with what is known of it before any cell was seen.
public struct TypeCandidate: Sendable, Equatable {
  /// What its cells will be called.
  public var name: String
  /// Genes that its cells express more than others do, as symbols or ids.
  public var markers: [String]
  /// Genes that its cells do not express.
  public var negativeMarkers: [String]
  /// Where the markers are from, in words.
  public var source: String?
  /// What the name means, as the store calls it; nil where it means nothing that is known.
  public var term: String?
  /// What that is a kind of.
  public var lineage: [String]

  public init(
    name: String, markers: [String] = [], negativeMarkers: [String] = [], source: String? = nil,
    term: String? = nil, lineage: [String] = []
  ) {
    self.name = name
    self.markers = markers
    self.negativeMarkers = negativeMarkers
    self.source = source
    self.term = term
    self.lineage = lineage
  }

  /// Whether it is a kind of what the other means, or the same.
  public func isKind(of other: TypeCandidate) -> Bool {
    guard let own = term, let ancestor = other.term else { return false }
    return own == ancestor || lineage.contains(ancestor)
  }
}
