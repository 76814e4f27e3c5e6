/// Counts of a section, `[cells, genes]`, as compressed sparse rows of integers.
///
/// Invariants, checked by `init`: `rowStarts` has `cells + 1` entries, begins with 0, never decreases and
/// ends with the number of entries; columns are strictly increasing within a row and below `columnCount`;
/// values are positive (a zero is not stored).
public struct CountMatrix: Sendable, Equatable {
  /// Where each cell's entries begin, `[cells + 1]`.
  public let rowStarts: [Int]
  /// The gene of each entry.
  public let columns: [Int32]
  /// The count of each entry, at least 1.
  public let values: [Int32]
  /// How many genes there are.
  public let columnCount: Int

  /// How many cells there are.
  public var rowCount: Int { rowStarts.count - 1 }

  /// Makes a matrix from parts that hold the invariants; traps where they do not.
  public init(rowStarts: [Int], columns: [Int32], values: [Int32], columnCount: Int) {
    precondition(
      rowStarts.first == 0 && rowStarts.last == columns.count && columns.count == values.count,
      "CountMatrix: row starts end at \(rowStarts.last ?? -1), \(columns.count) columns, \(values.count) values"
    )
    self.rowStarts = rowStarts
    self.columns = columns
    self.values = values
    self.columnCount = columnCount
    for row in 0..<rowCount {
      precondition(
        rowStarts[row] <= rowStarts[row + 1], "CountMatrix: row \(row) ends before it begins")
      var previous: Int32 = -1
      for entry in rowStarts[row]..<rowStarts[row + 1] {
        precondition(
          columns[entry] > previous && Int(columns[entry]) < columnCount && values[entry] > 0,
          "CountMatrix: row \(row) holds column \(columns[entry]) after \(previous) with count \(values[entry])"
        )
        previous = columns[entry]
      }
    }
  }

  /// The entries of one cell.
  public func entries(of row: Int) -> Range<Int> { rowStarts[row]..<rowStarts[row + 1] }

  /// The sum of each cell's counts, `[cells]`.
  public func rowTotals() -> [Int] {
    (0..<rowCount).map { row in entries(of: row).reduce(0) { $0 + Int(values[$1]) } }
  }

  /// The sum of each gene's counts, `[genes]`.
  public func columnTotals() -> [Int] {
    var totals = [Int](repeating: 0, count: columnCount)
    for entry in columns.indices { totals[Int(columns[entry])] += Int(values[entry]) }
    return totals
  }

  /// The chosen cells, in the order given. Complexity: O(entries kept).
  public func selectingRows(_ rows: [Int]) -> CountMatrix {
    var starts = [0]
    var newColumns: [Int32] = []
    var newValues: [Int32] = []
    starts.reserveCapacity(rows.count + 1)
    for row in rows {
      newColumns.append(contentsOf: columns[entries(of: row)])
      newValues.append(contentsOf: values[entries(of: row)])
      starts.append(newColumns.count)
    }
    return CountMatrix(
      rowStarts: starts, columns: newColumns, values: newValues, columnCount: columnCount)
  }
}
