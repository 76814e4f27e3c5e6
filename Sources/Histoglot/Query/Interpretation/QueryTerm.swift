/// What a term asks for, in the words of the query.
public indirect enum QuerySubject: Sendable, Equatable {
  /// Whatever there is: "tissue near vessels".
  case anything
  /// Much or little of a gene's transcripts; by the panel's name of the gene.
  case gene(String, isHigh: Bool)
  /// A gene that the panel does not have, as it was written.
  case missingGene(String)
  /// Cells or a region, in words.
  case phrase(String)
  /// Any of several things.
  case anyOf([QuerySubject])
  /// Words that join more than can be put together, as they were written.
  case tooIntricate(String)
}

/// One of the conditions of a query, all of which must hold.
public struct QueryTerm: Sendable, Equatable {
  public var subject: QuerySubject
  /// Whether cells fit that the subject does not describe.
  public var isNegated: Bool
  /// What the subject must lie near.
  public var near: QuerySubject?
  /// Words of it that change nothing: "within 50 µm of" is "near".
  public var notUsed: String?

  public init(
    _ subject: QuerySubject, isNegated: Bool = false, near: QuerySubject? = nil,
    notUsed: String? = nil
  ) {
    self.subject = subject
    self.isNegated = isNegated
    self.near = near
    self.notUsed = notUsed
  }
}
