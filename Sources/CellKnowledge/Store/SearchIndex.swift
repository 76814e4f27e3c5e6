import GRDB

/// Full-text search over the terms of a store, ranked by BM25.
struct SearchIndex: Sendable {
  private let database: DatabaseQueue

  /// Words of a query that count; the first so many that differ.
  private static let wordLimit = 64
  private static let wordLength = 64

  /// An index in memory.
  init(of terms: [CellTerm]) throws(KnowledgeError) {
    do {
      database = try DatabaseQueue()
      try database.write { db in
        try Self.create(in: db)
        try Self.fill(db, with: terms)
      }
    } catch {
      throw KnowledgeError(file: "memory", reason: .database("\(error)"))
    }
  }

  static func create(in db: Database) throws {
    try db.execute(
      sql: """
        CREATE VIRTUAL TABLE term_text USING fts5(
          key UNINDEXED, name, synonyms, definition, place, markers,
          tokenize = 'porter unicode61 remove_diacritics 2')
        """)
  }

  static func fill(_ db: Database, with terms: [CellTerm]) throws {
    let insert = try db.makeStatement(
      sql: """
        INSERT INTO term_text (key, name, synonyms, definition, place, markers)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    for term in terms where !term.isObsolete {
      let markers = Set(term.markers.lazy.filter(\.isPositive).map(\.symbol)).sorted()
      try insert.execute(arguments: [
        term.id.rawValue, term.name, term.synonyms.map(\.text).joined(separator: " | "),
        term.definitions.map(\.fact).joined(separator: " "), term.place?.fact ?? "",
        markers.joined(separator: " "),
      ])
    }
  }

  /// The terms that share words with `text`, best first; the score is −BM25 with the weights name 10, synonyms 6,
  /// markers 3, definition and place 2. A text without words finds nothing.
  ///
  /// Source: Robertson & Zaragoza 2009, as SQLite's FTS5 has it.
  func find(_ text: String) throws(KnowledgeError) -> [(id: TermID, score: Double)] {
    guard let query = Self.query(text) else { return [] }
    do {
      return try database.read { db in
        let rows = try Row.fetchCursor(
          db,
          sql: """
            SELECT key, bm25(term_text, 0.0, 10.0, 6.0, 2.0, 2.0, 3.0) AS rank FROM term_text
            WHERE term_text MATCH ? ORDER BY rank, key
            """, arguments: [query])
        var found: [(TermID, Double)] = []
        while let row = try rows.next() {
          guard let key = String.fromDatabaseValue(row[0]),
            let rank = Double.fromDatabaseValue(row[1])
          else { continue }
          found.append((TermID(key), -rank))
        }
        return found
      }
    } catch {
      throw KnowledgeError(file: "search", reason: .database("\(error)"))
    }
  }

  /// The words of a text, each in quotes so that none is taken for FTS5's syntax, any of which may match.
  static func query(_ text: String) -> String? {
    var words: [String] = []
    var word = ""
    func close() {
      if !word.isEmpty, !words.contains(word) { words.append(word) }
      word = ""
    }
    for character in text {
      if character.isLetter || character.isNumber {
        if word.count < wordLength { word += character.lowercased() }
      } else {
        close()
        if words.count == wordLimit { break }
      }
    }
    close()
    let told = words.prefix(wordLimit).filter { !["the", "of", "and", "a", "in"].contains($0) }
    let kept = told.isEmpty ? Array(words.prefix(wordLimit)) : Array(told)
    return kept.isEmpty ? nil : kept.map { "\"\($0)\"" }.joined(separator: " OR ")
  }
}
