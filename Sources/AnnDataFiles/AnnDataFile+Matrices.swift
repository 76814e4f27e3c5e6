import HDF5Files

/// Where a matrix of values per cell and gene stands.
public enum MatrixLocation: Sendable, Hashable {
  /// `X`.
  case x
  /// `layers[name]`.
  case layer(String)
  /// `raw.X`, which may have more genes than `X`.
  case raw
}

extension MatrixLocation: CustomStringConvertible {
  /// As Python writes it: `layers['counts']`.
  public var description: String {
    switch self {
    case .x: "X"
    case .layer(let name): "layers['\(name)']"
    case .raw: "raw.X"
    }
  }
}

/// What is known of a matrix before its values are read.
public struct MatrixDescription: Sendable, Equatable {
  /// Where it stands.
  public var location: MatrixLocation
  /// Dense where nil.
  public var layout: SparseMatrix.Layout?
  /// How many cells it has.
  public var rowCount: Int
  /// How many genes it has.
  public var columnCount: Int
  /// The type of a value on disk.
  public var valueType: ElementType
  /// How many values are stored: all of a dense matrix, the entries of a sparse one.
  public var storedCount: Int
  /// Why the values cannot be read, if they cannot.
  public var unreadable: String?
}

extension AnnDataFile {
  /// Where matrices of values per cell and gene are: `X`, then the layers by name, then `raw`.
  public var matrixLocations: [MatrixLocation] {
    var locations: [MatrixLocation] = []
    if isPresent(.x) { locations.append(.x) }
    locations += names(in: .layers).map(MatrixLocation.layer)
    if isPresent(.raw) { locations.append(.raw) }
    return locations
  }

  private func isPresent(_ location: MatrixLocation) -> Bool {
    switch reader.kind(of: elementPath(of: location)) {
    case nil, .null: false
    default: true
    }
  }

  /// The element that a location stands for.
  public func elementPath(of location: MatrixLocation) -> ElementPath {
    switch location {
    case .x: "X"
    case .layer(let name): ElementPath("layers") / name
    case .raw: reader.file.contains("raw.X") ? "raw.X" : "raw/X"
    }
  }

  /// The shape, layout and type of a matrix.
  ///
  /// Throws where there is none, or its header is damaged.
  public func describeMatrix(_ location: MatrixLocation) throws -> MatrixDescription {
    let place = elementPath(of: location)
    switch reader.kind(of: place) {
    case nil: throw reader.error(place, .elementMissing)
    case .sparse(let layout):
      let header = try reader.sparseHeader(place, layout)
      let data = try reader.file.describeDataset(place / "data")
      let indices = try reader.file.describeDataset(place / "indices")
      return MatrixDescription(
        location: location, layout: layout, rowCount: header.rowCount,
        columnCount: header.columnCount, valueType: header.valueType,
        storedCount: header.entryCount,
        unreadable: ElementReader.problem(of: data) ?? ElementReader.problem(of: indices))
    case .some(let kind):
      guard try reader.file.kind(of: place) == .dataset else {
        throw reader.error(place, .unexpectedKind(expected: "a matrix", found: kind.description))
      }
      let dataset = try reader.file.describeDataset(place)
      guard dataset.shape.count == 2 else {
        throw reader.error(
          place,
          .unexpectedKind(expected: "a matrix", found: "an array of \(dataset.shape.count) axes"))
      }
      return MatrixDescription(
        location: location, layout: nil, rowCount: dataset.shape[0],
        columnCount: dataset.shape[1], valueType: dataset.type,
        storedCount: Extent.product(of: dataset.shape) ?? 0,
        unreadable: ElementReader.problem(of: dataset))
    }
  }

  /// A matrix as canonical sparse rows, `[cells, genes]`, of numbers of this type.
  ///
  /// As `Int32` it is read as counts and only as counts: a value that is negative, not whole, not finite, or
  /// beyond 2³¹ throws, naming its row and column. As `Float` or `Double`, NaN and negatives are kept.
  /// Entries out of order are sorted, and those of one position added up. No dense copy is made.
  ///
  /// Throws where the matrix is missing, cannot be read, or is damaged.
  public func readRows<Value: MatrixValue>(
    _ location: MatrixLocation, as type: Value.Type
  ) throws -> SparseRows<Value> {
    try RowsReader<Value>(reader: reader, path: elementPath(of: location)).rows()
  }
}
