import HDF5Files

/// Reads a dense or sparse matrix as canonical rows of one type, block by block: beside the result no more
/// than a block of the file's own values is in memory.
struct RowsReader<Value: MatrixValue> {
  let reader: ElementReader
  let path: ElementPath

  /// How many values are taken from the file at once.
  private static var blockSize: Int { 1 << 22 }

  func rows() throws -> SparseRows<Value> {
    switch reader.kind(of: path) {
    case .sparse(.csr): try compressedRows()
    case .sparse(.csc): try compressedColumns()
    case .array: try dense()
    case nil: throw reader.error(path, .elementMissing)
    case .unreadable:
      // Reading says why, with the advice.
      try unreadable()
    case .some(let kind):
      throw reader.error(path, .unexpectedKind(expected: "a matrix", found: kind.description))
    }
  }

  private func unreadable() throws -> SparseRows<Value> {
    _ = try reader.read(path)
    throw reader.error(path, .unexpectedKind(expected: "a matrix", found: "something else"))
  }

  private func compressedRows() throws -> SparseRows<Value> {
    let header = try reader.sparseHeader(path, .csr)
    try reader.checkEntriesReadable(header)
    let starts = try reader.starts(header)
    let (indices, values) = try entries(header) { entry in
      (row(of: entry, in: starts), nil)
    }
    return try canonical(starts: starts, columns: indices, values: values, header.columnCount)
  }

  private func compressedColumns() throws -> SparseRows<Value> {
    let header = try reader.sparseHeader(path, .csc)
    try reader.checkEntriesReadable(header)
    let starts = try reader.starts(header)
    let (rowOfEntry, values) = try entries(header) { entry in
      (nil, row(of: entry, in: starts))
    }
    // Counting sort by row: columns come out ascending, since they went in so.
    var rowStarts = [Int](repeating: 0, count: header.rowCount + 1)
    for row in rowOfEntry { rowStarts[Int(row) + 1] += 1 }
    for row in 0..<header.rowCount { rowStarts[row + 1] += rowStarts[row] }
    var next = rowStarts
    var columns = [Int32](repeating: 0, count: values.count)
    var sorted = [Value](repeating: .zero, count: values.count)
    for column in 0..<header.columnCount {
      for entry in starts[column]..<starts[column + 1] {
        let place = next[Int(rowOfEntry[entry])]
        next[Int(rowOfEntry[entry])] += 1
        columns[place] = Int32(column)
        sorted[place] = values[entry]
      }
    }
    return try canonical(starts: rowStarts, columns: columns, values: sorted, header.columnCount)
  }

  /// All indices and converted values of a sparse matrix; `position` tells which row or column an entry
  /// lies in, for the error.
  private func entries(
    _ header: ElementReader.SparseHeader, position: (Int) -> (row: Int?, column: Int?)
  ) throws -> ([Int32], [Value]) {
    let indices = try assembled(header.entryCount, isDirect: header.indexType == .int32) {
      try reader.indices(header, entries: $0)
    }
    let isDirect = header.valueType == Value.arrayValues([]).naturalType
    let values = try assembled(header.entryCount, isDirect: isDirect) { block in
      let stored = try reader.file.read(path / "data", rows: block)
      switch Value.converted(stored.values) {
      case .success(let converted): return converted
      case .failure(let failure):
        let entry = block.lowerBound + failure.entry
        let known = position(entry)
        let index = Int(indices[entry])
        throw valueError(
          failure, row: known.row ?? index, column: known.column ?? index, stored.type)
      }
    }
    return (indices, values)
  }

  /// All entries of an array that is read in blocks, or at once where reading makes no other copy of it.
  private func assembled<Entry>(
    _ count: Int, isDirect: Bool, _ read: (Range<Int>) throws -> [Entry]
  ) throws -> [Entry] {
    if isDirect || count <= Self.blockSize { return try read(0..<count) }
    var all: [Entry] = []
    all.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: Self.blockSize) {
      all.append(contentsOf: try read(start..<min(start + Self.blockSize, count)))
    }
    return all
  }

  /// The row or column that an entry belongs to.
  private func row(of entry: Int, in starts: [Int]) -> Int {
    (starts.firstIndex { $0 > entry } ?? starts.count) - 1
  }

  private func dense() throws -> SparseRows<Value> {
    let dataset = try reader.file.describeDataset(path)
    guard dataset.shape.count == 2 else {
      throw reader.error(
        path,
        .unexpectedKind(expected: "a matrix", found: "an array of \(dataset.shape.count) axes"))
    }
    let (rowCount, columnCount) = (dataset.shape[0], dataset.shape[1])
    guard columnCount <= Int(Int32.max) else {
      throw reader.error(path, .matrixTooLarge(rows: rowCount, columns: columnCount))
    }
    var starts = [0]
    var columns: [Int32] = []
    var values: [Value] = []
    starts.reserveCapacity(rowCount + 1)
    let step = blockRows(of: dataset)
    for first in stride(from: 0, to: rowCount, by: step) {
      let rows = first..<min(first + step, rowCount)
      let block = try reader.file.read(path, rows: rows)
      let converted: [Value]
      switch Value.converted(block.values) {
      case .success(let values): converted = values
      case .failure(let failure):
        throw valueError(
          failure, row: first + failure.entry / max(columnCount, 1),
          column: failure.entry % max(columnCount, 1), block.type)
      }
      for row in 0..<rows.count {
        for column in 0..<columnCount {
          let value = converted[row * columnCount + column]
          if value != .zero {
            columns.append(Int32(column))
            values.append(value)
          }
        }
        starts.append(columns.count)
      }
    }
    return SparseRows(rowStarts: starts, columns: columns, values: values, columnCount: columnCount)
  }

  /// How many rows of a dense matrix to read at once: whole chunks, or each would be unpacked many times.
  private func blockRows(of dataset: DatasetDescription) -> Int {
    let wanted = max(1, Self.blockSize / max(1, dataset.shape[1]))
    guard case .chunked(let chunk) = dataset.storage else { return wanted }
    let chunkRows = max(1, chunk[0])
    return max(1, wanted / chunkRows) * chunkRows
  }

  /// Sorts the entries of each row where they are not, adds up what occurs twice, and drops zeros.
  private func canonical(
    starts: [Int], columns: [Int32], values: [Value], _ columnCount: Int
  ) throws -> SparseRows<Value> {
    let canonical = CanonicalRows(starts: starts, columns: columns, values: values)
    guard !canonical.holds else {
      return SparseRows(
        rowStarts: starts, columns: columns, values: values, columnCount: columnCount)
    }
    switch canonical.made(columnCount: columnCount) {
    case .success(let rows): return rows
    case .failure(let overflow):
      throw reader.error(
        path,
        .notCounts(
          row: overflow.row, column: overflow.column, problem: .tooLarge(Double(Int32.max))))
    }
  }

  private func valueError(
    _ failure: MatrixValueFailure, row: Int, column: Int, _ type: ElementType
  ) -> AnnDataError {
    failure.problem == .notNumeric
      ? reader.error(path, .notNumeric(found: type.description))
      : reader.error(path, .notCounts(row: row, column: column, problem: failure.problem))
  }
}
