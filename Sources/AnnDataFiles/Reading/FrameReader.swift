import HDF5Files

/// Reads a table that is stored as a group (anndata 0.7 and later), column by column.
struct FrameReader: FrameSource {
  let reader: ElementReader
  let path: ElementPath

  /// The name under which the index is stored.
  func indexKey() throws -> String {
    if let key = try reader.file.attribute("_index", of: path)?.text {
      guard ElementWriter.isAllowed(key) else {
        throw reader.error(
          path, .unexpectedKind(expected: "the name of the index", found: "'\(key)'"))
      }
      return key
    }
    return reader.file.contains(path / "index") ? "index" : "_index"
  }

  /// The names of the columns in their order.
  func columnNames() throws -> [String] {
    if let order = try reader.file.attribute("column-order", of: path) {
      // A table without columns has an empty array of floats here.
      return order.values.strings ?? []
    }
    let index = try indexKey()
    return try reader.file.links(of: path).map(\.name).filter {
      $0 != index && $0 != "__categories"
    }
  }

  func rowCount() throws -> Int { try reader.length(ofColumn: path / (try indexKey())) }

  func indexName() throws -> String? {
    let key = try indexKey()
    return key == "_index" ? nil : key
  }

  func index() throws -> Column { try reader.column(path / (try indexKey()), in: path) }

  func column(_ name: String) throws -> Column { try reader.column(path / name, in: path) }

  func columnKind(_ name: String) -> ColumnKind {
    let place = path / name
    do {
      switch reader.kind(of: place) {
      case nil: return .unreadable("there is no such column")
      case .categorical: return .categorical
      case .unreadable(let reason): return .unreadable(reason)
      case .nullable: return ColumnKind(try reader.file.describeDataset(place / "values").type)
      case .array:
        if try reader.categoriesPlace(of: place, in: path) != nil { return .categorical }
        return ColumnKind(try reader.file.describeDataset(place).type)
      case .some(let kind): return .unreadable(kind.description)
      }
    } catch {
      return .unreadable(failureReason(error))
    }
  }
}
