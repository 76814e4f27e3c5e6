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

  public init(
    name: String, markers: [String] = [], negativeMarkers: [String] = [], source: String? = nil
  ) {
    self.name = name
    self.markers = markers
    self.negativeMarkers = negativeMarkers
    self.source = source
  }
}
