import HDF5Files

/// Upper estimates of what elements take in a file, for reserving the space before it is written.
enum StoredSize {
  /// The headers of one element: object header, attributes, chunk index, symbol table.
  private static let header = 16 << 10

  static func atMost(_ element: Element) -> Int {
    switch element {
    case .array(let array), .scalar(let array): atMost(array)
    case .sparse(let matrix):
      atMost(TypedArray(matrix.values)) + 16 * (matrix.indices.count + matrix.starts.count)
        + 4 * header
    case .dataframe(let frame): atMost(frame)
    case .categorical(let categorical): atMost(Column.categorical(categorical))
    case .nullable(let array): atMost(Column.nullable(array))
    case .mapping(let members): members.reduce(header) { $0 + atMost($1.element) }
    case .null, .records, .unreadable: header
    }
  }

  static func atMost(_ column: Column) -> Int {
    switch column {
    case .plain(let array): atMost(array)
    case .categorical(let categorical):
      atMost(TypedArray(categorical.categories)) + 4 * categorical.codes.count + 2 * header
    case .nullable(let array): atMost(TypedArray(array.values)) + array.isMissing.count + 2 * header
    case .unreadable: header
    }
  }

  static func atMost(_ frame: DataFrame) -> Int {
    frame.columns.reduce(atMost(frame.index) + header) { $0 + atMost($1.values) }
  }

  /// Deflate adds little to what it cannot compress.
  private static func atMost(_ array: TypedArray) -> Int {
    array.storedBytesAtMost + array.storedBytesAtMost / 50 + header
  }
}
