import HDF5Files

extension ElementReader {
  /// What the header of a sparse matrix says.
  struct SparseHeader {
    var path: ElementPath
    var layout: SparseMatrix.Layout
    var rowCount: Int
    var columnCount: Int
    var entryCount: Int
    var indexType: ElementType
    var valueType: ElementType

    var majorCount: Int { layout == .csr ? rowCount : columnCount }
    var minorCount: Int { layout == .csr ? columnCount : rowCount }
  }

  /// The shape, the number of entries and the type of a sparse matrix, from its header alone.
  func sparseHeader(_ path: ElementPath, _ layout: SparseMatrix.Layout) throws -> SparseHeader {
    let attribute =
      try file.attribute("shape", of: path) ?? file.attribute("h5sparse_shape", of: path)
    guard let shape = attribute?.values.integers, shape.count == 2, shape.allSatisfy({ $0 >= 0 })
    else {
      throw error(
        path, .unexpectedKind(expected: "the attribute 'shape'", found: "none of two sizes"))
    }
    guard shape.allSatisfy({ $0 <= Int(Int32.max) }) else {
      throw error(path, .matrixTooLarge(rows: shape[0], columns: shape[1]))
    }
    let data = try file.describeDataset(path / "data")
    let indices = try file.describeDataset(path / "indices")
    let entries = Extent.product(of: data.shape) ?? 0
    guard indices.shape == [entries], data.shape == [entries] else {
      throw error(
        path,
        .lengthMismatch(
          part: "indices", expected: entries, found: Extent.product(of: indices.shape) ?? 0))
    }
    return SparseHeader(
      path: path, layout: layout, rowCount: shape[0], columnCount: shape[1], entryCount: entries,
      indexType: indices.type, valueType: data.type)
  }

  /// Where each row or column begins, checked: begins with 0, never decreases, ends with the entries.
  func starts(_ header: SparseHeader) throws -> [Int] {
    let place = header.path / "indptr"
    guard let starts = try file.read(place).values.integers else {
      throw error(place, .notNumeric(found: "\(try file.describeDataset(place).type)"))
    }
    guard starts.count == header.majorCount + 1 else {
      throw error(
        place, .rowStartsLength(expected: header.majorCount + 1, found: starts.count))
    }
    guard starts[0] == 0 else { throw error(place, .rowStartsBegin(starts[0])) }
    for entry in 1..<starts.count where starts[entry] < starts[entry - 1] {
      throw error(place, .rowStartsDecrease(at: entry))
    }
    guard starts[starts.count - 1] == header.entryCount else {
      throw error(
        place,
        .rowStartsEnd(found: starts[starts.count - 1], entries: header.entryCount))
    }
    return starts
  }

  /// The indices of some entries, checked: within the other axis.
  func indices(_ header: SparseHeader, entries: Range<Int>) throws -> [Int32] {
    let place = header.path / "indices"
    let values = try file.read(place, rows: entries).values
    let limit = Int32(header.minorCount)
    func checked<Source: BinaryInteger>(_ source: [Source]) throws -> [Int32] {
      var result: [Int32] = []
      result.reserveCapacity(source.count)
      for (offset, value) in source.enumerated() {
        guard let index = Int32(exactly: value), index >= 0, index < limit else {
          throw error(
            place,
            .indexOutOfRange(
              entry: entries.lowerBound + offset, index: Int(clamping: value), limit: Int(limit)))
        }
        result.append(index)
      }
      return result
    }
    switch values {
    case .int32(let values):
      return values.isIndices(below: limit) ? values : try checked(values)
    case .int64(let values): return try checked(values)
    case .int8(let values): return try checked(values)
    case .int16(let values): return try checked(values)
    case .uint8(let values): return try checked(values)
    case .uint16(let values): return try checked(values)
    case .uint32(let values): return try checked(values)
    case .uint64(let values): return try checked(values)
    default: throw error(place, .notNumeric(found: "\(values.naturalType)"))
    }
  }

  /// Throws where the entries cannot be read; called before memory is taken for all of them.
  func checkEntriesReadable(_ header: SparseHeader) throws {
    try file.checkReadable(header.path / "data")
    try file.checkReadable(header.path / "indices")
  }

  /// The matrix as it is stored, its parts checked.
  func sparseMatrix(_ path: ElementPath, _ layout: SparseMatrix.Layout) throws -> SparseMatrix {
    let header = try sparseHeader(path, layout)
    try checkEntriesReadable(header)
    let starts = try starts(header)
    let indices = try indices(header, entries: 0..<header.entryCount)
    let values = try file.read(path / "data").values
    guard values.doubles != nil || values.count == 0 else {
      throw error(path / "data", .notNumeric(found: "\(header.valueType)"))
    }
    return SparseMatrix(
      layout: layout, rowCount: header.rowCount, columnCount: header.columnCount, starts: starts,
      indices: indices, values: values)
  }
}
