import HDF5Files

extension ElementWriter {
  func write(_ frame: DataFrame, to path: ElementPath) throws {
    let indexKey = frame.indexName ?? "_index"
    let names = frame.columns.map(\.name)
    try checkNames(names, in: path)
    guard ElementWriter.isAllowed(indexKey) else { throw error(path, .nameNotAllowed(indexKey)) }
    try writer.makeGroup(path)
    try writer.setEncoding(.dataframe, of: path)
    try writer.setAttribute("_index", TypedArray(text: indexKey), of: path)
    try writer.setAttribute("column-order", TypedArray(.string(names)), of: path)
    try write(frame.index, to: path / indexKey)
    // An index may also be a column of the same values, as pandas has it; it is stored once.
    for column in frame.columns where column.name != indexKey {
      try write(column.values, to: path / column.name)
    }
  }

  func write(_ categorical: Categorical, to path: ElementPath) throws {
    try writer.makeGroup(path)
    try writer.setEncoding(.categorical, of: path)
    try writer.setAttribute(
      "ordered", TypedArray(scalar: .boolean([categorical.isOrdered])), of: path)
    try write(TypedArray(Self.codes(categorical)), to: path / "codes")
    try write(TypedArray(categorical.categories), to: path / "categories")
  }

  /// The codes in the smallest signed type that holds them, as pandas keeps them.
  private static func codes(_ categorical: Categorical) -> ArrayValues {
    switch categorical.categories.count {
    case ...Int(Int8.max): .int8(categorical.codes.map(Int8.init))
    case ...Int(Int16.max): .int16(categorical.codes.map(Int16.init))
    default: .int32(categorical.codes)
    }
  }

  func write(_ array: NullableArray, to path: ElementPath) throws {
    let encoding: Encoding
    switch array.values {
    case .string: encoding = .nullableStringArray
    case .boolean: encoding = .nullableBoolean
    default:
      guard array.values.integers != nil || array.values.count == 0 else {
        throw error(
          path, .cannotWrite("an array of \(array.values.naturalType) with missing entries"))
      }
      encoding = .nullableInteger
    }
    try writer.makeGroup(path)
    try writer.setEncoding(encoding, of: path)
    try write(TypedArray(array.values), to: path / "values")
    try write(TypedArray(.boolean(array.isMissing)), to: path / "mask")
  }
}
