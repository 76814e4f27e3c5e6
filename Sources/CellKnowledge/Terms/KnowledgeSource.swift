/// Where a fact is from.
public struct KnowledgeSource: Sendable, Hashable, Codable {
  /// `built-in table`, `Cell Ontology`, `PanglaoDB`, or the file's name.
  public var name: String
  /// The release, where the file says it.
  public var version: String?
  public var licence: String?

  public init(name: String, version: String? = nil, licence: String? = nil) {
    self.name = name
    self.version = version
    self.licence = licence
  }

  /// The table that is compiled in.
  public static let builtIn = KnowledgeSource(name: "built-in table", licence: "Apache-2.0")

  /// `Cell Ontology (cl/releases/2022-09-15/cl-base.owl)`
  public var citation: String { version.map { "\(name) (\($0))" } ?? name }
}

/// A fact and where it is from.
public struct Sourced<Fact: Sendable & Hashable>: Sendable, Hashable {
  public var fact: Fact
  public var source: KnowledgeSource

  public init(_ fact: Fact, source: KnowledgeSource) {
    self.fact = fact
    self.source = source
  }
}
