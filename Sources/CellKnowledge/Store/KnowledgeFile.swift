import Foundation
import GRDB

/// A knowledge base on disk.
enum KnowledgeFile {
  /// Writes everything that a store knows, beside `path`, and puts it in place in one step.
  static func write(
    _ catalogue: TermCatalogue, _ orthologues: OrthologueTable, to path: String
  ) throws(KnowledgeError) {
    let target = URL(fileURLWithPath: path)
    let beside = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString).part").path
    do {
      let database = try DatabaseQueue(path: beside)
      try database.write { db in
        try KnowledgeSchema.create(in: db)
        try KnowledgeRows.write(catalogue, orthologues, to: db)
        try SearchIndex.fill(db, with: catalogue.terms)
      }
      try database.close()
    } catch {
      remove(beside)
      throw KnowledgeError(file: path, reason: .unwritable("\(error)"))
    }
    guard rename(beside, target.path) == 0 else {
      let problem = String(cString: strerror(errno))
      remove(beside)
      throw KnowledgeError(file: path, reason: .unwritable(problem))
    }
  }

  /// Whether nothing would be lost but an earlier knowledge base. A SQLite file begins with 16 known bytes and has the
  /// id of its program in four bytes from the 68th on, the highest first (sqlite.org/fileformat.html).
  static func mayReplace(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      !isDirectory.boolValue
    else { return true }
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let head: [UInt8]
    do {
      head = Array(try file.read(upToCount: 72) ?? Data())
    } catch {
      return false
    }
    if head.isEmpty { return true }
    guard head.count == 72, head.starts(with: Array("SQLite format 3\u{0}".utf8)) else {
      return false
    }
    return head[68...].reduce(0) { $0 << 8 | Int($1) } == KnowledgeSchema.applicationID
  }

  private static func remove(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  /// Adds what a knowledge base holds to `builder`. The built-in table's rows are passed over: those of this program
  /// count.
  static func read(_ path: String, into builder: inout CatalogueBuilder) throws(KnowledgeError) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw KnowledgeError(file: path, reason: .missing)
    }
    if isDirectory.boolValue { throw KnowledgeError(file: path, reason: .isFolder) }
    var configuration = Configuration()
    configuration.readonly = true
    // A crafted file may hold views and triggers; nothing of it is trusted.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      builder = try database.read { [builder] db in
        try check(db, path)
        var reader = KnowledgeRows.Reader(db: db, path: path, builder: builder)
        try reader.read()
        return reader.builder
      }
      try database.close()
    } catch let error as KnowledgeError {
      throw error
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw KnowledgeError(file: path, reason: .notAKnowledgeBase("it is no SQLite file"))
    } catch {
      throw KnowledgeError(file: path, reason: .database("\(error)"))
    }
  }

  private static func check(_ db: Database, _ path: String) throws {
    let identity = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard identity == KnowledgeSchema.applicationID else {
      throw KnowledgeError(
        file: path, reason: .notAKnowledgeBase("it is a SQLite file of another program"))
    }
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard version == KnowledgeSchema.version else {
      throw KnowledgeError(
        file: path, reason: .versionUnknown(version, known: KnowledgeSchema.version))
    }
  }
}
