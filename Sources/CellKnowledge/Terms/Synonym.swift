/// Another name of a term.
public struct Synonym: Sendable, Hashable {
  /// How far the name means the same.
  public enum Scope: String, Sendable, Hashable, CaseIterable {
    case exact, abbreviation, narrow, broad, related
  }

  public var text: String
  public var scope: Scope
  public var source: KnowledgeSource

  public init(_ text: String, scope: Scope, source: KnowledgeSource) {
    self.text = text
    self.scope = scope
    self.source = source
  }
}
