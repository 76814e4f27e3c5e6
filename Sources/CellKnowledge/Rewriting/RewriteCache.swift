import Foundation
import GRDB

/// Answers of language models, kept in SQLite by model and question.
///
/// The question itself is the key, not a digest of it, so that no two can be taken for one another. Answers are kept as
/// they came and screened anew each time, so that a changed threshold counts.
public struct RewriteCache: Sendable {
  private let database: DatabaseQueue
  private let path: String

  /// Opens a cache, or makes it where there is none. Throws where the file is something else.
  public init(path: String) throws(KnowledgeError) {
    self.path = path
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      database = try DatabaseQueue(path: path, configuration: configuration)
      try database.write { db in
        try db.execute(
          sql: """
            CREATE TABLE IF NOT EXISTS answer (
              model TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
              PRIMARY KEY (model, question)) WITHOUT ROWID
            """)
      }
    } catch {
      throw KnowledgeError(file: path, reason: .cache("\(error)"))
    }
  }

  public func answer(of model: String, to question: String) throws(KnowledgeError) -> String? {
    do {
      return try database.read { db in
        try Row.fetchOne(
          db, sql: "SELECT answer FROM answer WHERE model = ? AND question = ?",
          arguments: [model, question]
        ).flatMap { String.fromDatabaseValue($0[0]) }
      }
    } catch {
      throw KnowledgeError(file: path, reason: .cache("\(error)"))
    }
  }

  public func keep(
    _ answer: String, of model: String, to question: String
  ) throws(KnowledgeError) {
    do {
      try database.write { db in
        try db.execute(
          sql: "INSERT OR REPLACE INTO answer (model, question, answer) VALUES (?, ?, ?)",
          arguments: [model, question, answer])
      }
    } catch {
      throw KnowledgeError(file: path, reason: .cache("\(error)"))
    }
  }
}
