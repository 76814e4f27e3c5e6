import GRDB

/// How a knowledge base lies in SQLite.
enum KnowledgeSchema {
  /// "HGKB", by which `file` and this program know the format.
  static let applicationID = 0x4847_4B42
  static let version = 1

  static func create(in db: Database) throws {
    try db.execute(
      sql: """
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT, licence TEXT);
        CREATE TABLE term (
          key TEXT PRIMARY KEY, name TEXT NOT NULL, source INTEGER NOT NULL, place TEXT,
          place_source INTEGER, tissues TEXT NOT NULL, is_class INTEGER NOT NULL,
          is_obsolete INTEGER NOT NULL, replacement TEXT);
        CREATE TABLE definition (term TEXT NOT NULL, text TEXT NOT NULL, source INTEGER NOT NULL);
        CREATE TABLE synonym (
          term TEXT NOT NULL, text TEXT NOT NULL, scope TEXT NOT NULL, source INTEGER NOT NULL);
        CREATE TABLE parent (term TEXT NOT NULL, parent TEXT NOT NULL);
        CREATE TABLE reference (term TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
        CREATE TABLE alias (alias TEXT PRIMARY KEY, term TEXT NOT NULL);
        CREATE TABLE marker (
          term TEXT NOT NULL, symbol TEXT NOT NULL, species TEXT NOT NULL,
          is_positive INTEGER NOT NULL, weight REAL NOT NULL, source INTEGER NOT NULL);
        CREATE TABLE orthologue (human TEXT NOT NULL, mouse TEXT NOT NULL);
        """)
    try SearchIndex.create(in: db)
  }
}
