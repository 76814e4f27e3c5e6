import GRDB

/// Terms as rows of a knowledge base.
enum KnowledgeRows {
  static func write(
    _ catalogue: TermCatalogue, _ orthologues: OrthologueTable, to db: Database
  ) throws {
    var sources: [KnowledgeSource: Int] = [:]
    func number(_ source: KnowledgeSource) throws -> Int {
      if let number = sources[source] { return number }
      sources[source] = sources.count + 1
      try db.execute(
        sql: "INSERT INTO source (id, name, version, licence) VALUES (?, ?, ?, ?)",
        arguments: [sources.count, source.name, source.version, source.licence])
      return sources.count
    }
    let term = try db.makeStatement(sql: "INSERT INTO term VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let definition = try db.makeStatement(sql: "INSERT INTO definition VALUES (?, ?, ?)")
    let synonym = try db.makeStatement(sql: "INSERT INTO synonym VALUES (?, ?, ?, ?)")
    let parent = try db.makeStatement(sql: "INSERT INTO parent VALUES (?, ?)")
    let reference = try db.makeStatement(sql: "INSERT INTO reference VALUES (?, ?, ?)")
    let marker = try db.makeStatement(sql: "INSERT INTO marker VALUES (?, ?, ?, ?, ?, ?)")
    for value in catalogue.terms {
      let key = value.id.rawValue
      try term.execute(arguments: [
        key, value.name, number(value.source), value.place?.fact,
        value.place.map { try number($0.source) },
        value.tissues.map(\.rawValue).sorted().joined(separator: " "), value.isClass,
        value.isObsolete, value.replacement?.rawValue,
      ])
      for fact in value.definitions {
        try definition.execute(arguments: [key, fact.fact, number(fact.source)])
      }
      for fact in value.synonyms {
        try synonym.execute(
          arguments: [key, fact.text, fact.scope.rawValue, number(fact.source)])
      }
      for id in value.parents { try parent.execute(arguments: [key, id.rawValue]) }
      for text in value.crossReferences { try reference.execute(arguments: [key, "xref", text]) }
      for text in value.subsets { try reference.execute(arguments: [key, "subset", text]) }
      for fact in value.markers {
        try marker.execute(arguments: [
          key, fact.symbol, fact.species.rawValue, fact.isPositive, fact.weight,
          number(fact.source),
        ])
      }
    }
    for (alias, id) in catalogue.aliases.sorted(by: { $0.key < $1.key }) {
      try db.execute(
        sql: "INSERT INTO alias VALUES (?, ?)", arguments: [alias.rawValue, id.rawValue])
    }
    let pair = try db.makeStatement(sql: "INSERT INTO orthologue VALUES (?, ?)")
    for (human, mouse) in orthologues.pairs { try pair.execute(arguments: [human, mouse]) }
  }

  /// Reads the rows back. Values of a kind that does not belong are refused, not trusted.
  struct Reader {
    let db: Database
    let path: String
    var builder: CatalogueBuilder
    private var sources: [Int: KnowledgeSource] = [:]
    private var terms: [CellTerm] = []
    private var positions: [String: Int] = [:]

    init(db: Database, path: String, builder: CatalogueBuilder) {
      self.db = db
      self.path = path
      self.builder = builder
    }

    mutating func read() throws {
      try readSources()
      try readTerms()
      try readFacts()
      let known = builder
      for term in terms {
        // A type that only an older built-in table had, and nobody else knows, is gone.
        let isForeign = term.source != .builtIn || known.contains(term.id)
        if isForeign || !term.definitions.isEmpty || !term.markers.isEmpty { builder.add(term) }
      }
      for row in try rows("SELECT alias, term FROM alias") {
        builder.aliases[TermID(try text(row, 0))] = TermID(try text(row, 1))
      }
      for row in try rows("SELECT human, mouse FROM orthologue ORDER BY rowid") {
        builder.orthologues.add(human: try text(row, 0), mouse: try text(row, 1))
      }
    }

    private mutating func readSources() throws {
      for row in try rows("SELECT id, name, version, licence FROM source") {
        sources[try int(row, 0)] = KnowledgeSource(
          name: try text(row, 1), version: optionalText(row, 2), licence: optionalText(row, 3))
      }
    }

    private mutating func readTerms() throws {
      let columns = "key, name, source, place, place_source, tissues, is_class, is_obsolete"
      for row in try rows("SELECT \(columns), replacement FROM term ORDER BY rowid") {
        let key = try text(row, 0)
        var term = CellTerm(id: TermID(key), name: try text(row, 1), source: try source(row, 2))
        if let place = optionalText(row, 3) {
          let from = try source(row, 4)
          if from != .builtIn { term.place = Sourced(place, source: from) }
        }
        if term.source != .builtIn {
          term.tissues = Set(
            try text(row, 5).split(separator: " ").compactMap { Tissue(rawValue: String($0)) })
          term.isClass = try int(row, 6) != 0
        }
        term.isObsolete = try int(row, 7) != 0
        term.replacement = optionalText(row, 8).map { TermID($0) }
        positions[key] = terms.count
        terms.append(term)
      }
    }

    private mutating func readFacts() throws {
      for row in try rows("SELECT term, text, source FROM definition ORDER BY rowid") {
        let from = try source(row, 2)
        guard from != .builtIn, let place = positions[try text(row, 0)] else { continue }
        terms[place].definitions.append(Sourced(try text(row, 1), source: from))
      }
      for row in try rows("SELECT term, text, scope, source FROM synonym ORDER BY rowid") {
        let from = try source(row, 3)
        guard from != .builtIn, let place = positions[try text(row, 0)],
          let scope = Synonym.Scope(rawValue: try text(row, 2))
        else { continue }
        terms[place].synonyms.append(Synonym(try text(row, 1), scope: scope, source: from))
      }
      for row in try rows("SELECT term, parent FROM parent ORDER BY rowid") {
        guard let place = positions[try text(row, 0)] else { continue }
        terms[place].parents.append(TermID(try text(row, 1)))
      }
      for row in try rows("SELECT term, kind, text FROM reference ORDER BY rowid") {
        guard let place = positions[try text(row, 0)] else { continue }
        let value = try text(row, 2)
        if try text(row, 1) == "xref" {
          terms[place].crossReferences.append(value)
        } else {
          terms[place].subsets.append(value)
        }
      }
      let columns = "term, symbol, species, is_positive, weight, source"
      for row in try rows("SELECT \(columns) FROM marker ORDER BY rowid") {
        let from = try source(row, 5)
        guard from != .builtIn, let place = positions[try text(row, 0)],
          let species = Species(rawValue: try text(row, 2)),
          let weight = Double.fromDatabaseValue(row[4]), weight > 0, weight <= 1
        else { continue }
        terms[place].markers.append(
          Marker(
            symbol: try text(row, 1), species: species, isPositive: try int(row, 3) != 0,
            weight: weight, source: from))
      }
    }

    private func rows(_ sql: String) throws -> [Row] { try Row.fetchAll(db, sql: sql) }

    private func text(_ row: Row, _ column: Int) throws -> String {
      guard let text = optionalText(row, column) else { throw damaged }
      return text
    }

    private func optionalText(_ row: Row, _ column: Int) -> String? {
      String.fromDatabaseValue(row[column])
    }

    private func int(_ row: Row, _ column: Int) throws -> Int {
      guard let number = Int.fromDatabaseValue(row[column]) else { throw damaged }
      return number
    }

    private func source(_ row: Row, _ column: Int) throws -> KnowledgeSource {
      guard let source = sources[try int(row, column)] else { throw damaged }
      return source
    }

    private var damaged: KnowledgeError {
      KnowledgeError(file: path, reason: .notAKnowledgeBase("a value is of the wrong kind"))
    }
  }
}
