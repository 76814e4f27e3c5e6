import CellSections

/// Counts gathered cell by cell, or entry by entry, into a `CountMatrix`.
struct CountRows {
  private var rowStarts = [0]
  private var columns: [Int32] = []
  private var values: [Int32] = []
  private let columnCount: Int
  private let file: String
  /// The entries of the row that is being gathered.
  private var row: [(column: Int32, value: Int32)] = []

  /// - Parameter file: what complaints name.
  init(columnCount: Int, file: String) {
    self.columnCount = columnCount
    self.file = file
  }

  /// Adds to the current row; zeros are left out, and entries of one column added up.
  mutating func append(_ column: Int32, _ value: Int32) {
    if value > 0 { row.append((column, value)) }
  }

  /// Ends the current row. Throws where a sum is no 32-bit count.
  mutating func endRow() throws(PlatformError) {
    if !zip(row, row.dropFirst()).allSatisfy({ $0.column < $1.column }) {
      row.sort { $0.column < $1.column }
    }
    let start = columns.count
    for (column, value) in row {
      if columns.count > start, columns[columns.count - 1] == column {
        let (sum, overflows) = values[values.count - 1].addingReportingOverflow(value)
        guard !overflows else {
          let total = Double(values[values.count - 1]) + Double(value)
          throw PlatformError(file: file, reason: .notACount(total))
        }
        values[values.count - 1] = sum
      } else {
        columns.append(column)
        values.append(value)
      }
    }
    rowStarts.append(columns.count)
    row.removeAll(keepingCapacity: true)
  }

  /// The rows gathered so far.
  var matrix: CountMatrix {
    CountMatrix(rowStarts: rowStarts, columns: columns, values: values, columnCount: columnCount)
  }

  /// A matrix of entries in any order.
  static func matrix(
    _ entries: CountEntries, rowCount: Int, columnCount: Int, file: String
  ) throws(PlatformError) -> CountMatrix {
    var starts = [Int](repeating: 0, count: rowCount + 1)
    for row in entries.rows { starts[Int(row) + 1] += 1 }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    var order = [Int](repeating: 0, count: entries.rows.count)
    var next = starts
    for (entry, row) in entries.rows.enumerated() {
      order[next[Int(row)]] = entry
      next[Int(row)] += 1
    }
    var gathered = CountRows(columnCount: columnCount, file: file)
    for row in 0..<rowCount {
      for place in starts[row]..<starts[row + 1] {
        gathered.append(entries.columns[order[place]], entries.values[order[place]])
      }
      try gathered.endRow()
    }
    return gathered.matrix
  }
}

/// Entries of a matrix in any order.
struct CountEntries {
  var rows: [Int32] = []
  var columns: [Int32] = []
  var values: [Int32] = []

  mutating func append(_ row: Int32, _ column: Int32, _ value: Int32) {
    rows.append(row)
    columns.append(column)
    values.append(value)
  }
}
