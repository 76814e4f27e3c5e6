/// A matrix as compressed sparse rows in canonical form: the columns of a row ascend, none occurs twice,
/// and no zero is stored.
public struct SparseRows<Value: MatrixValue>: Sendable, Equatable {
  /// Where each row begins among the entries, and where the last one ends, `[rows + 1]`.
  public var rowStarts: [Int]
  /// The column of each entry.
  public var columns: [Int32]
  /// The value of each entry.
  public var values: [Value]
  /// How many columns there are.
  public var columnCount: Int

  /// How many rows there are.
  public var rowCount: Int { rowStarts.count - 1 }

  /// Traps where the parts do not fit one another.
  public init(rowStarts: [Int], columns: [Int32], values: [Value], columnCount: Int) {
    precondition(
      rowStarts.first == 0 && rowStarts.last == columns.count && columns.count == values.count,
      "SparseRows: starts end at \(rowStarts.last ?? -1), \(columns.count) columns, \(values.count) values"
    )
    self.rowStarts = rowStarts
    self.columns = columns
    self.values = values
    self.columnCount = columnCount
  }

  /// The entries of one row.
  public func entries(of row: Int) -> Range<Int> { rowStarts[row]..<rowStarts[row + 1] }
}

extension SparseMatrix {
  /// The matrix to write for rows in memory.
  public init<Value>(_ rows: SparseRows<Value>) {
    self.init(
      layout: .csr, rowCount: rows.rowCount, columnCount: rows.columnCount, starts: rows.rowStarts,
      indices: rows.columns, values: Value.arrayValues(rows.values))
  }
}
