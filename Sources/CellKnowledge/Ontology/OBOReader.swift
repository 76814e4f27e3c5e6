/// Reads an ontology in OBO format, line by line.
///
/// Names, definitions, synonyms with their scope, `is_a`, cross-references, subsets and obsolete terms are kept;
/// relationships and what else a stanza holds are passed over, and so are stanzas of other kinds. Terms that are
/// their own ancestors are refused. Source: The OBO Flat File Format Specification, version 1.4.
public struct OBOReader {
  private var reader: LineReader
  private var ontology = Ontology(terms: [])
  private var lines: [String: Int] = [:]

  private init(path: String) throws(KnowledgeError) { reader = try LineReader(path: path) }

  /// Reads a file. Throws with the line where something is wrong.
  public static func read(_ path: String) throws(KnowledgeError) -> Ontology {
    var reader = try OBOReader(path: path)
    return try reader.read()
  }

  private enum Place { case header, term, elsewhere }

  private mutating func read() throws(KnowledgeError) -> Ontology {
    var place = Place.header
    var hasHeader = false
    var stanza: StanzaReader?
    while let line = try reader.next() {
      guard let first = line.bytes.first(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      if line.isUnended { throw error(.cutShort, line.number) }
      if first == UInt8(ascii: "!") { continue }
      if first == UInt8(ascii: "[") {
        let name = try reader.text(line).trimmed
        guard name.hasSuffix("]") else {
          throw error(.malformedTag(name, complaint: "the bracket is not closed"), line.number)
        }
        try close(stanza)
        place = name == "[Term]" ? .term : .elsewhere
        stanza = place == .term ? StanzaReader(path: reader.path, line: line.number) : nil
        hasHeader = true
        continue
      }
      switch place {
      case .header:
        // A header may hold lines of any length (`owl-axioms`) that say nothing here.
        if !line.isCut, let tag = TagLine(try reader.text(line)) {
          hasHeader = hasHeader || tag.tag == "format-version"
          readHeader(tag)
        }
      case .term:
        if StanzaReader.isRead(line.bytes) {
          try stanza?.read(reader.text(line), line: line.number)
        }
      case .elsewhere: break
      }
      guard hasHeader || line.number < 1_000 else { break }
    }
    try close(stanza)
    guard hasHeader else { throw KnowledgeError(file: reader.path, reason: .notAnOntology) }
    if let cycle = Lineage(parents: ontology.terms.map { ($0.id, $0.parents) }).cycle {
      throw error(.cycle(cycle), cycle.first.flatMap { lines[$0] })
    }
    return ontology
  }

  private mutating func readHeader(_ tag: TagLine) {
    switch tag.tag {
    case "data-version": ontology.version = tag.plain
    case "ontology": ontology.name = tag.plain
    case "property_value":
      let words = tag.value.split(separator: " ")
      if words.count >= 2, words[0].hasSuffix("terms/license") || words[0] == "dcterms-license" {
        ontology.licence = String(words[1]).filter { $0 != "\"" }
      }
    default: break
    }
  }

  private mutating func close(_ stanza: StanzaReader?) throws(KnowledgeError) {
    guard let term = try stanza?.term() else { return }
    if let first = lines[term.id] {
      throw error(.duplicateID(term.id, firstLine: first), term.line)
    }
    lines[term.id] = term.line
    ontology.terms.append(term)
  }

  private func error(_ reason: KnowledgeError.Reason, _ line: Int?) -> KnowledgeError {
    KnowledgeError(file: reader.path, line: line, reason: reason)
  }
}
