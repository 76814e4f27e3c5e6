/// A record of a cell type in the built-in table.
enum CellRecord {
  static let keys: Set<String> = [
    "cell", "id", "parent", "class", "tissue", "synonyms", "abbreviations", "is", "place",
    "markers", "mouse", "human", "not",
  ]

  /// The terms of all records. Throws where a name is given twice, a parent is unknown or a key is missing.
  static func terms(
    of records: [(record: TableRecord, reader: RecordReader)]
  ) throws(KnowledgeError) -> [CellTerm] {
    var ids: [String: TermID] = [:]
    for (record, reader) in records {
      guard let name = record.text("cell") else {
        throw reader.error("a record without 'cell'", line: record.line)
      }
      let id = record.text("id").map { TermID($0) } ?? TermID(prefix: "histoglot", name: name)
      guard ids.updateValue(id, forKey: name) == nil else {
        throw reader.error("'\(name)' is defined twice", line: record.line)
      }
    }
    var terms: [CellTerm] = []
    for (record, reader) in records {
      let name = record.text("cell") ?? ""
      var term = CellTerm(id: ids[name] ?? TermID(name), name: name, source: .builtIn)
      guard let definition = record.text("is") else {
        throw reader.error("'\(name)' has no 'is'", line: record.line)
      }
      term.definitions = [Sourced(definition, source: .builtIn)]
      term.place = record.text("place").map { Sourced($0, source: .builtIn) }
      term.synonyms =
        record.list("synonyms").map { Synonym($0, scope: .exact, source: .builtIn) }
        + record.list("abbreviations").map {
          Synonym($0, scope: .abbreviation, source: .builtIn)
        }
      for parent in record.list("parent") {
        guard let id = ids[parent] else {
          throw reader.error("the parent '\(parent)' is no cell", line: record.line)
        }
        term.parents.append(id)
      }
      term.isClass = record.text("class") == "yes"
      term.tissues = try tissues(record, reader)
      term.markers = markers(record)
      terms.append(term)
    }
    return terms
  }

  static func tissues(
    _ record: TableRecord, _ reader: RecordReader
  ) throws(KnowledgeError) -> Set<Tissue> {
    var tissues: Set<Tissue> = []
    for word in record.words("tissue") {
      guard let tissue = Tissue(rawValue: word) else {
        throw reader.error("'\(word)' is no tissue", line: record.line)
      }
      tissues.insert(tissue)
    }
    guard !tissues.isEmpty else { throw reader.error("no tissue", line: record.line) }
    return tissues
  }

  private static func markers(_ record: TableRecord) -> [Marker] {
    var markers: [Marker] = []
    func add(_ symbol: String, _ species: Species, isPositive: Bool) {
      markers.append(
        Marker(symbol: symbol, species: species, isPositive: isPositive, source: .builtIn))
    }
    for symbol in record.words("markers") {
      add(symbol, .mouse, isPositive: true)
      add(Species.human.spelling(symbol), .human, isPositive: true)
    }
    for symbol in record.words("mouse") { add(symbol, .mouse, isPositive: true) }
    for symbol in record.words("human") { add(symbol, .human, isPositive: true) }
    for symbol in record.words("not") {
      add(symbol, .mouse, isPositive: false)
      add(Species.human.spelling(symbol), .human, isPositive: false)
    }
    return markers
  }
}
