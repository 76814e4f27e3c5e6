/// A term as an OBO file states it.
public struct OntologyTerm: Sendable, Equatable {
  public var id: String
  public var name: String?
  public var definition: String?
  public var synonyms: [OntologySynonym] = []
  /// Ids of `is_a`, whether the file defines them or not.
  public var parents: [String] = []
  public var crossReferences: [String] = []
  public var alternativeIDs: [String] = []
  public var subsets: [String] = []
  public var isObsolete = false
  public var replacedBy: String?
  /// The line of its `[Term]`.
  public var line: Int
}

/// A synonym as an OBO file states it.
public struct OntologySynonym: Sendable, Equatable {
  public var text: String
  /// `exact` where the file says nothing, and `abbreviation` where it gives that type.
  public var scope: Synonym.Scope
}

/// What an OBO file holds, but for relationships.
public struct Ontology: Sendable, Equatable {
  public var name: String?
  /// `data-version`
  public var version: String?
  public var licence: String?
  public var terms: [OntologyTerm]
}
