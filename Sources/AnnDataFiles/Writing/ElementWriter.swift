import HDF5Files

/// Writes elements in the encodings of anndata 0.8 to 0.12.
struct ElementWriter {
  let writer: HDF5Writer

  func error(_ path: ElementPath, _ reason: AnnDataError.Reason) -> AnnDataError {
    AnnDataError(file: writer.path, element: path, reason: reason)
  }

  /// Writes an element to a place that is free.
  func write(_ element: Element, to path: ElementPath) throws {
    switch element {
    case .array(let array): try write(array, to: path)
    case .scalar(let scalar):
      try writer.write(scalar, to: path)
      try writer.setEncoding(scalar.values.strings == nil ? .numericScalar : .string, of: path)
    case .sparse(let matrix): try write(matrix, to: path)
    case .dataframe(let frame): try write(frame, to: path)
    case .categorical(let categorical): try write(categorical, to: path)
    case .nullable(let array): try write(array, to: path)
    case .mapping(let members): try write(members, to: path)
    case .null:
      try writer.write(
        TypedArray(extent: .null, type: .float32, values: .float32([])), to: path)
      try writer.setEncoding(.null, of: path)
    case .records: throw error(path, .cannotWrite("a record array"))
    case .unreadable(let reason):
      throw error(path, .cannotWrite("what could not be read (\(reason))"))
    }
  }

  /// Writes the columns of one axis, tables and mappings hold.
  func write(_ column: Column, to path: ElementPath) throws {
    switch column {
    case .plain(let array): try write(array, to: path)
    case .categorical(let categorical): try write(categorical, to: path)
    case .nullable(let array):
      // Readers of 2023 know no nullable text; a categorical says the same to all of them.
      if case .string(let texts) = array.values {
        if !array.isMissing.contains(true) {
          try write(TypedArray(.string(texts)), to: path)
        } else if let categorical = column.categorized {
          try write(categorical, to: path)
        }
      } else {
        try write(array, to: path)
      }
    case .unreadable(let reason):
      throw error(path, .cannotWrite("what could not be read (\(reason))"))
    }
  }

  func write(_ array: TypedArray, to path: ElementPath) throws {
    try writer.write(array, to: path)
    try writer.setEncoding(array.values.strings == nil ? .array : .stringArray, of: path)
  }

  func write(_ members: [NamedElement], to path: ElementPath) throws {
    try writer.makeMapping(path)
    try checkNames(members.map(\.name), in: path)
    for member in members { try write(member.element, to: path / member.name) }
  }

  /// Throws where a name cannot be an element's, or occurs twice.
  func checkNames(_ names: [String], in path: ElementPath) throws {
    var seen: Set<String> = []
    for name in names {
      guard ElementWriter.isAllowed(name) else { throw error(path, .nameNotAllowed(name)) }
      guard seen.insert(name).inserted else { throw error(path, .duplicateName(name)) }
    }
  }

  /// Whether a name can be stored: parts between slashes become groups, and none may be empty or a dot.
  static func isAllowed(_ name: String) -> Bool {
    name.split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0 != "." && !$0.utf8.contains(0) }
  }

  func write(_ matrix: SparseMatrix, to path: ElementPath) throws {
    try writer.makeGroup(path)
    try writer.setEncoding(matrix.layout == .csr ? .csrMatrix : .cscMatrix, of: path)
    try writer.setAttribute(
      "shape", TypedArray(.int64([Int64(matrix.rowCount), Int64(matrix.columnCount)])), of: path)
    try writer.write(TypedArray(matrix.values), to: path / "data")
    // SciPy wants both index arrays of one width.
    if matrix.indices.count <= Int(Int32.max) {
      try writer.write(TypedArray(.int32(matrix.indices)), to: path / "indices")
      try writer.write(TypedArray(.int32(matrix.starts.map(Int32.init))), to: path / "indptr")
    } else {
      try writer.write(TypedArray(.int64(matrix.indices.map(Int64.init))), to: path / "indices")
      try writer.write(TypedArray(.int64(matrix.starts.map(Int64.init))), to: path / "indptr")
    }
  }
}
