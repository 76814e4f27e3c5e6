import AnnDataFiles

/// What `expected.json` says of a file, made from what this package reads.
struct FileSummary {
  let file: AnnDataFile

  private static let nameLimit = 6
  private static let valueLimit = 12

  /// What headers say: sizes, kinds and names.
  func structure() throws -> [String: JSONValue] {
    [
      "n_obs": .number(Double(file.cellCount)),
      "n_vars": .number(Double(file.geneCount)),
      "X_kind": .string(try matrixKind()),
      "layers": JSONValue(file.names(in: .layers)).sorted,
      "obsp": JSONValue(file.names(in: .obsp)).sorted,
      "uns": JSONValue(file.names(in: .uns)).sorted,
      "raw": try rawShape(),
    ]
  }

  /// What the values are.
  func values() throws -> [String: JSONValue] {
    let obs = try file.table(.obs)
    var columns: [String: JSONValue] = [:]
    for column in obs.columns { columns[column.name] = summary(of: column.values) }
    return [
      "obs_names": JSONValue(Array(try file.rowNames(of: .obs).prefix(Self.nameLimit))),
      "var_names": JSONValue(Array(try file.rowNames(of: .var).prefix(Self.nameLimit))),
      "obs": .object(columns), "obsm": try embeddingShapes(), "X": try matrix(), "X_sum": try sum(),
      "spatial": try spatial(),
    ]
  }

  private func matrixKind() throws -> String {
    guard file.matrixLocations.contains(.x) else { return "NoneType" }
    return switch try file.describeMatrix(.x).layout {
    case .csr: "csr_matrix"
    case .csc: "csc_matrix"
    case nil: "ndarray"
    }
  }

  private func rawShape() throws -> JSONValue {
    guard file.matrixLocations.contains(.raw) else { return .null }
    let raw = try file.describeMatrix(.raw)
    return JSONValue([raw.rowCount, raw.columnCount])
  }

  private func matrix() throws -> JSONValue {
    guard file.matrixLocations.contains(.x) else { return .null }
    let rows = try file.readRows(.x, as: Double.self)
    return .array(
      (0..<rows.rowCount).map { row in
        var dense = [Double](repeating: 0, count: rows.columnCount)
        for entry in rows.entries(of: row) { dense[Int(rows.columns[entry])] = rows.values[entry] }
        return .array(dense.map(JSONValue.init))
      })
  }

  private func sum() throws -> JSONValue {
    guard file.matrixLocations.contains(.x) else { return .null }
    let values = try file.readRows(.x, as: Double.self).values
    return JSONValue(values.reduce(0) { $1.isNaN ? $0 : $0 + $1 })
  }

  private func embeddingShapes() throws -> JSONValue {
    var shapes: [String: JSONValue] = [:]
    for name in file.names(in: .obsm) {
      if case .unreadable = file.kind(of: name, in: .obsm) {
        shapes[name] = .object(["shape": .null])
      } else {
        shapes[name] = .object(["shape": JSONValue(try file.element(name, in: .obsm)?.shape ?? [])])
      }
    }
    return .object(shapes)
  }

  private func spatial() throws -> JSONValue {
    guard let rows = try file.embedding("spatial") else { return .null }
    return .array(
      (0..<rows.rowCount).map { row in
        .array((0..<rows.columnCount).map { JSONValue(rows[row, $0]) })
      })
  }

  private func summary(of column: Column) -> JSONValue {
    var members: [String: JSONValue] = [
      "dtype": .string(dtype(of: column)),
      "values": .array(Array(entries(of: column).prefix(Self.valueLimit))),
    ]
    if case .categorical(let values) = column {
      members["categories"] = JSONValue(Array(values.categoryNames.prefix(Self.valueLimit)))
    }
    return .object(members)
  }

  /// The name pandas has for the column's type.
  private func dtype(of column: Column) -> String {
    switch column {
    case .categorical: return "category"
    case .plain(let values):
      return values.values.strings == nil ? values.type.description : "object"
    case .nullable(let values):
      switch values.values {
      case .boolean: return "boolean"
      case .string: return "string"
      default:
        let name = values.values.naturalType.description
        return name.hasPrefix("u") ? "UI" + name.dropFirst(2) : "I" + name.dropFirst()
      }
    case .unreadable(let reason): return reason
    }
  }

  private func entries(of column: Column) -> [JSONValue] {
    switch column {
    case .plain(let values): return entries(of: values.values)
    case .nullable(let values):
      return zip(entries(of: values.values), values.isMissing).map { $1 ? .null : $0 }
    case .categorical(let values):
      let categories = entries(of: values.categories)
      return values.codes.map { $0 < 0 ? .null : categories[Int($0)] }
    case .unreadable: return []
    }
  }

  private func entries(of values: ArrayValues) -> [JSONValue] {
    if case .boolean(let values) = values { return values.map(JSONValue.bool) }
    if let strings = values.strings { return strings.map(JSONValue.string) }
    return (values.doubles ?? []).map(JSONValue.init)
  }
}
