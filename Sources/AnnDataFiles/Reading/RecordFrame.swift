import HDF5Files

/// Reads a table that is stored as one array of records (anndata up to 0.6): the first field is the index,
/// and the categories of a column of codes lie in `uns/<column>_categories`.
struct RecordFrame: FrameSource {
  let reader: ElementReader
  let path: ElementPath

  private func fields() throws -> [ElementType.Field] {
    let dataset = try reader.file.describeDataset(path)
    guard case .compound(let fields) = dataset.type, dataset.shape.count == 1, !fields.isEmpty
    else {
      throw reader.error(
        path, .unexpectedKind(expected: "an array of records", found: "\(dataset.type)"))
    }
    return fields
  }

  func rowCount() throws -> Int {
    _ = try fields()
    return try reader.file.describeDataset(path).shape[0]
  }

  func indexName() throws -> String? {
    let name = try fields()[0].name
    return name == "_index" ? nil : name
  }

  func index() throws -> Column { .plain(try plain(try fields()[0].name)) }

  func columnNames() throws -> [String] { try fields().dropFirst().map(\.name) }

  func column(_ name: String) throws -> Column {
    let values = try plain(name)
    // Older writers kept the categories of `obs` and `var` under one name: they belong to the column whose
    // codes they cover.
    guard let categories = try categories(of: name),
      let codes = values.values.integers, codes.allSatisfy({ $0 < categories.count })
    else { return .plain(values) }
    return .categorical(
      try reader.checkedCategorical(
        codes: values.values, at: path / name, categories: categories, isOrdered: false))
  }

  func columnKind(_ name: String) -> ColumnKind {
    do {
      guard let field = try fields().first(where: { $0.name == name }) else {
        return .unreadable("there is no such column")
      }
      let kind = ColumnKind(field.type)
      guard kind == .integer, try categories(of: name) != nil else { return kind }
      if case .categorical = try column(name) { return .categorical }
      return kind
    } catch {
      return .unreadable(failureReason(error))
    }
  }

  private func plain(_ field: String) throws -> TypedArray {
    let column = try reader.file.read(path, field: field)
    guard column.entryShape.isEmpty else {
      throw reader.error(
        path / field,
        .unexpectedKind(expected: "a column", found: "small arrays of \(column.entryShape)"))
    }
    return TypedArray(
      extent: .array([column.entryCount]), type: column.type, values: column.values)
  }

  /// The categories kept for a column, if there are some.
  private func categories(of column: String) throws -> ArrayValues? {
    let place = ElementPath("uns") / "\(column)_categories"
    guard try reader.file.kind(of: place) == .dataset else { return nil }
    return try reader.file.read(place).values
  }
}
