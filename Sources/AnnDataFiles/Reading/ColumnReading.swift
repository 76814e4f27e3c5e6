import HDF5Files

extension ElementReader {
  /// The categorical whose group stands at a path.
  func categorical(_ path: ElementPath) throws -> Categorical {
    try categorical(
      codes: path / "codes", categories: path / "categories",
      isOrdered: isOrdered(path))
  }

  /// Whether the categories noted at a path are ordered. Files of HDF5 1.12 and later may say so in a form
  /// that an older libhdf5 cannot read; the categories then count as unordered.
  func isOrdered(_ path: ElementPath) -> Bool {
    ((try? file.attribute("ordered", of: path)) ?? nil)?.integer == 1
  }

  /// A categorical from the place of its codes and that of its categories.
  func categorical(
    codes: ElementPath, categories: ElementPath, isOrdered: Bool
  ) throws -> Categorical {
    try checkedCategorical(
      codes: try file.read(codes).values, at: codes,
      categories: try categoryValues(categories), isOrdered: isOrdered)
  }

  /// A categorical of codes that were read, once they are known to lie within the categories.
  func checkedCategorical(
    codes: ArrayValues, at path: ElementPath, categories: ArrayValues, isOrdered: Bool
  ) throws -> Categorical {
    guard let integers = codes.integers else {
      throw error(path, .notNumeric(found: "\(codes.naturalType)"))
    }
    let count = categories.count
    if let entry = integers.firstIndex(where: { $0 < -1 || $0 >= count }) {
      throw error(
        path, .codeOutOfRange(entry: entry, code: integers[entry], categories: count))
    }
    return Categorical(
      codes: integers.map(Int32.init), categories: categories, isOrdered: isOrdered)
  }

  /// Categories, which are an array or (from pandas 3 on) a nullable array that misses nothing.
  private func categoryValues(_ path: ElementPath) throws -> ArrayValues {
    switch kind(of: path) {
    case .nullable:
      let values = try nullable(path)
      guard !values.isMissing.contains(true) else {
        throw error(path, .unexpectedKind(expected: "a name", found: "a missing entry"))
      }
      return values.values
    default: return try file.read(path).values
    }
  }

  /// The nullable array whose group stands at a path.
  func nullable(_ path: ElementPath) throws -> NullableArray {
    let values = try file.read(path / "values").values
    let mask = try file.read(path / "mask").values
    guard let isMissing = mask.booleans else {
      throw error(
        path / "mask",
        .unexpectedKind(expected: "an array of booleans", found: "\(mask.naturalType)"))
    }
    guard values.count == isMissing.count else {
      throw error(
        path, .lengthMismatch(part: "mask", expected: values.count, found: isMissing.count))
    }
    return NullableArray(values: values, isMissing: isMissing)
  }

  /// A column of a table: an array of one axis, a categorical of either generation, or a nullable array.
  func column(_ path: ElementPath, in frame: ElementPath) throws -> Column {
    switch kind(of: path) {
    case nil: throw error(path, .elementMissing)
    case .categorical: return .categorical(try categorical(path))
    case .nullable: return .nullable(try nullable(path))
    case .unreadable, .array:
      if let place = try categoriesPlace(of: path, in: frame) {
        return .categorical(
          try categorical(
            codes: path, categories: place,
            isOrdered: isOrdered(place)))
      }
      guard case .array(let array) = try read(path) else { break }
      guard array.shape.count == 1 else { break }
      return .plain(array)
    default: break
    }
    throw error(
      path,
      .unexpectedKind(
        expected: "a column", found: kind(of: path).map(\.description) ?? "nothing"))
  }

  /// Where the categories of a column of anndata 0.7 are: its attribute `categories` refers to them.
  func categoriesPlace(of column: ElementPath, in frame: ElementPath) throws -> ElementPath? {
    guard try file.kind(of: column) == .dataset,
      let attribute = try file.attribute("categories", of: column)
    else { return nil }
    if case .reference(let targets) = attribute.values, let target = targets.first ?? nil {
      return target
    }
    // zarr's form of the same: a path within the table.
    if let path = attribute.text { return frame / path }
    throw error(
      column, .unexpectedKind(expected: "a reference to categories", found: "an empty one"))
  }

  /// The number of entries of a column, from its header alone.
  func length(ofColumn path: ElementPath) throws -> Int {
    switch kind(of: path) {
    case .categorical: try file.describeDataset(path / "codes").shape.first ?? 0
    case .nullable: try file.describeDataset(path / "values").shape.first ?? 0
    case nil: throw error(path, .elementMissing)
    default: try file.describeDataset(path).shape.first ?? 0
    }
  }
}
