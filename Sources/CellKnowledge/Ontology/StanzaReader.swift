/// Reads the lines of one `[Term]` stanza.
struct StanzaReader {
  private let path: String
  private var found: OntologyTerm
  private var single: Set<String> = []

  private static let tags = [
    "id", "name", "def", "synonym", "exact_synonym", "is_a", "xref", "alt_id", "subset",
    "is_obsolete", "replaced_by",
  ]
  private static let prefixes = tags.map { Array("\($0):".utf8) }

  init(path: String, line: Int) {
    self.path = path
    found = OntologyTerm(id: "", line: line)
  }

  /// Whether a line has a tag that is read; others need not even be text.
  static func isRead(_ bytes: [UInt8]) -> Bool {
    prefixes.contains { bytes.starts(with: $0) }
  }

  mutating func read(_ text: String, line: Int) throws(KnowledgeError) {
    guard let tag = TagLine(text) else { return }
    if ["id", "name", "def", "is_obsolete"].contains(tag.tag),
      !single.insert(tag.tag).inserted
    {
      throw KnowledgeError(file: path, line: line, reason: .duplicateTag(tag.tag))
    }
    switch tag.tag {
    case "id": found.id = try value(of: tag, line)
    case "name": found.name = try value(of: tag, line)
    case "def": found.definition = try quoted(tag, line).text
    case "synonym", "exact_synonym": found.synonyms.append(try synonym(tag, line))
    case "is_a": found.parents.append(try identifier(tag, line))
    case "xref": found.crossReferences.append(try identifier(tag, line))
    case "alt_id": found.alternativeIDs.append(try identifier(tag, line))
    case "subset": found.subsets.append(try identifier(tag, line))
    case "is_obsolete": found.isObsolete = tag.plain == "true"
    case "replaced_by": found.replacedBy = try identifier(tag, line)
    default: break
    }
  }

  /// The term. Throws where the stanza has no `id`.
  func term() throws(KnowledgeError) -> OntologyTerm {
    guard !found.id.isEmpty else {
      throw KnowledgeError(file: path, line: found.line, reason: .idMissing)
    }
    return found
  }

  private func value(of tag: TagLine, _ line: Int) throws(KnowledgeError) -> String {
    let value = tag.plain
    guard !value.isEmpty else { throw malformed(tag, "it is empty", line) }
    return value
  }

  /// The first word, which is what `is_a: CL:0000010 {source="x"} ! cultured cell` is about.
  private func identifier(_ tag: TagLine, _ line: Int) throws(KnowledgeError) -> String {
    guard let word = tag.plain.split(separator: " ").first else {
      throw malformed(tag, "it is empty", line)
    }
    return String(word)
  }

  private func quoted(
    _ tag: TagLine, _ line: Int
  ) throws(KnowledgeError) -> (text: String, rest: String) {
    guard let quoted = tag.quoted else {
      throw malformed(tag, "its text is not in closed quotes", line)
    }
    return quoted
  }

  private func synonym(_ tag: TagLine, _ line: Int) throws(KnowledgeError) -> OntologySynonym {
    let (text, rest) = try quoted(tag, line)
    let words = rest.prefix { $0 != "[" }.split(separator: " ")
    let scope: Synonym.Scope =
      words.contains("abbreviation")
      ? .abbreviation
      : words.first.flatMap { Synonym.Scope(rawValue: $0.lowercased()) } ?? .exact
    return OntologySynonym(text: text.trimmed, scope: scope)
  }

  private func malformed(_ tag: TagLine, _ complaint: String, _ line: Int) -> KnowledgeError {
    KnowledgeError(
      file: path, line: line, reason: .malformedTag(tag.tag, complaint: complaint))
  }
}
