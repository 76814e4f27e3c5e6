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

/// Knows what types are called and which genes mark them: a knowledge store.
public protocol TypeKnowledge {
  /// The type that a name means, under that name, with its markers; nil where the name means nothing here.
  func candidate(named name: String) throws -> TypeCandidate?
}

extension [TypeCandidate] {
  /// The same types; those without markers as the knowledge has them. Names that mean nothing stay without.
  public func completed(from knowledge: any TypeKnowledge) throws -> [TypeCandidate] {
    try map { own in
      guard own.markers.isEmpty, var found = try knowledge.candidate(named: own.name) else {
        return own
      }
      found.name = own.name
      found.negativeMarkers += own.negativeMarkers
      return found
    }
  }
}
