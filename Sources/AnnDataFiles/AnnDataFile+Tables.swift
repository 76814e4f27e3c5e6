import HDF5Files

extension AnnDataFile {
  /// Which of the two tables.
  public enum Table: String, Sendable, CaseIterable {
    /// One row per cell.
    case obs
    /// One row per gene.
    case `var`

    var path: ElementPath { ElementPath(rawValue) }
  }

  /// The names of a table's columns in their order.
  public func columnNames(of table: Table) throws -> [String] {
    try Self.frame(table.path, reader).columnNames()
  }

  /// What a column holds, told from its header.
  public func columnKind(_ name: String, of table: Table) throws -> ColumnKind {
    try Self.frame(table.path, reader).columnKind(name)
  }

  /// A column, or nil where the table has none of this name.
  ///
  /// Throws where it is damaged or cannot be read.
  public func column(_ name: String, of table: Table) throws -> Column? {
    let frame = try Self.frame(table.path, reader)
    guard try frame.columnNames().contains(name) else { return nil }
    let column = try frame.column(name)
    let expected = table == .obs ? cellCount : geneCount
    guard column.count == expected else {
      throw reader.error(
        table.path / name,
        .lengthMismatch(part: "the column", expected: expected, found: column.count))
    }
    return column
  }

  /// The names of a table's rows: `obs_names` or `var_names`.
  public func rowNames(of table: Table) throws -> [String] {
    try Self.frame(table.path, reader).index().texts.map { $0 ?? "nan" }
  }

  /// The names of the index itself; nil where it has none.
  public func indexName(of table: Table) throws -> String? {
    try Self.frame(table.path, reader).indexName()
  }

  /// A whole table; columns that cannot be read are `unreadable` in it.
  public func table(_ table: Table) throws -> DataFrame {
    try Self.frame(table.path, reader).dataframe()
  }

  /// The names of the genes of `raw`, or nil where there is no `raw`.
  public func rawGeneNames() throws -> [String]? {
    try rawTable()?.index().texts.map { $0 ?? "nan" }
  }

  /// The table of the genes of `raw`, or nil where there is no `raw`.
  public func rawGenes() throws -> DataFrame? { try rawTable()?.dataframe() }

  private func rawTable() throws -> (any FrameSource)? {
    for place in ["raw/var", "raw.var"] as [ElementPath] where reader.file.contains(place) {
      return try Self.frame(place, reader)
    }
    return nil
  }
}
