import AnnDataFiles

/// All that a file holds, as text that is equal where the values are: NaN equals NaN, and how text is
/// stored makes no difference.
struct Contents: Equatable {
  /// Each element's values by its path.
  var elements: [String: String] = [:]

  init(_ file: AnnDataFile) throws {
    for table in AnnDataFile.Table.allCases {
      let frame = try file.table(table)
      elements["\(table) index"] = Self.text(frame.index) + (frame.indexName ?? "")
      for column in frame.columns { elements["\(table)/\(column.name)"] = Self.text(column.values) }
    }
    if file.matrixLocations.contains(.x) {
      elements["X"] = "\(try file.readRows(.x, as: Double.self))"
      elements["X type"] = "\(try file.describeMatrix(.x).valueType)"
    }
    if file.matrixLocations.contains(.raw) {
      elements["raw"] = "\(try file.readRows(.raw, as: Double.self))"
      elements["raw var"] = "\(try file.rawGenes().map { Self.text(.dataframe($0)) } ?? "")"
    }
    for mapping in AnnDataFile.Mapping.allCases {
      for name in file.names(in: mapping) {
        elements["\(mapping)/\(name)"] =
          if case .unreadable(let reason) = file.kind(of: name, in: mapping) {
            reason
          } else {
            try file.element(name, in: mapping).map(Self.text) ?? "missing"
          }
      }
    }
  }

  private static func text(_ element: Element) -> String {
    switch element {
    case .array(let array), .scalar(let array): text(array)
    case .dataframe(let frame):
      "\(frame.indexName ?? "") \(text(frame.index)) "
        + frame.columns.map { "\($0.name): \(text($0.values))" }.joined(separator: ", ")
    case .mapping(let members):
      members.map { "\($0.name): \(text($0.element))" }.joined(separator: ", ")
    default: "\(element)"
    }
  }

  private static func text(_ column: Column) -> String {
    if case .plain(let array) = column { text(array) } else { "\(column)" }
  }

  private static func text(_ array: TypedArray) -> String { "\(array.extent) \(array.values)" }
}
