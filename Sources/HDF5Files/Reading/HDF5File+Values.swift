import CHDF5

extension HDF5File {
  /// All values of a dataset.
  ///
  /// Throws an `HDF5Error` where the element is missing, a filter is missing, its values lie in other files,
  /// it claims far more bytes than it stores, or the values are damaged.
  public func read(_ path: ElementPath) throws -> TypedArray {
    try HDF5Library.locked {
      let element = try open(path)
      let description = try describe(element, at: path)
      try checkReadable(description, at: path)
      return try read(element.object, description, rows: nil, at: path)
    }
  }

  /// The entries `rows` along the first axis of a dataset of at least one axis, with all of the others.
  ///
  /// Traps where `rows` lies outside the dataset.
  public func read(_ path: ElementPath, rows: Range<Int>) throws -> TypedArray {
    try HDF5Library.locked {
      let element = try open(path)
      let description = try describe(element, at: path)
      guard let length = description.shape.first, rows.lowerBound >= 0, rows.upperBound <= length
      else {
        preconditionFailure(
          "HDF5File.read: rows \(rows) of the shape \(description.shape) at \(path)")
      }
      try checkReadable(description, at: path, rowShare: (rows.count, length))
      return try read(element.object, description, rows: rows, at: path)
    }
  }

  /// One field of every entry of a compound dataset.
  public func read(_ path: ElementPath, field: String) throws -> CompoundColumn {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      let element = try open(path)
      let description = try describe(element, at: path)
      try checkReadable(description, at: path)
      guard case .compound(let fields) = description.type,
        let chosen = fields.first(where: { $0.name == field })
      else { throw HDF5Error(file: self.path, element: path / field, reason: .elementMissing) }
      let fileType = try place.handle(H5Dget_type(element.object.identifier))
      return try reader(of: element.object, description, rows: nil, place)
        .column(chosen, of: fileType.identifier)
    }
  }

  /// Throws what reading all values of a dataset would throw for its header: a missing filter, values in
  /// other files, a type that is not read, more bytes than can be stored. Takes no memory for values.
  public func checkReadable(_ path: ElementPath) throws {
    try checkReadable(try describeDataset(path), at: path)
  }

  /// Throws where the values of a dataset cannot or should not be read.
  ///
  /// With `rowShare` (rows wanted, rows there) only that share of the memory is asked for.
  func checkReadable(
    _ description: DatasetDescription, at path: ElementPath, rowShare: (Int, Int)? = nil
  ) throws {
    let place = CallPlace(file: self.path, element: path)
    switch description.storage {
    case .virtual: throw place.error(.virtualDataset)
    case .external: throw place.error(.externalStorage)
    case .chunked(let chunk):
      // A whole chunk is unpacked at a time, whatever part of it is wanted.
      try checkExpansion(of: chunk, description, place)
    case .compact, .contiguous: break
    }
    if let missing = description.missingFilter { throw place.error(.missingFilter(missing)) }
    if case .unsupported(let reason) = description.type {
      throw place.error(.unsupportedType(reason))
    }
    var shape = description.shape
    if let (wanted, _) = rowShare { shape[0] = wanted }
    try checkExpansion(of: shape, description, place)
  }

  private func checkExpansion(
    of shape: [Int], _ description: DatasetDescription, _ place: CallPlace
  ) throws {
    guard let bytes = Extent.product(of: shape + [description.entryBytes]) else {
      throw place.error(.extentTooLarge(shape: shape))
    }
    let expansion = description.filters.isEmpty ? 1 : limits.largestExpansion
    let (allowed, overflows) = description.storedBytes.multipliedReportingOverflow(by: expansion)
    guard bytes <= limits.unquestionedBytes || overflows || bytes <= allowed else {
      throw place.error(.expandsTooFar(bytes: bytes, storedBytes: description.storedBytes))
    }
  }

  private func read(
    _ object: borrowing HDF5Handle, _ description: DatasetDescription, rows: Range<Int>?,
    at path: ElementPath
  ) throws -> TypedArray {
    let place = CallPlace(file: self.path, element: path)
    let fileType = try place.handle(H5Dget_type(object.identifier))
    let reader = try reader(of: object, description, rows: rows, place)
    return TypedArray(
      extent: reader.extent, type: description.type,
      values: try reader.values(description.type, fileType.identifier))
  }

  /// A reader of all entries, or of some rows, of an open dataset.
  private func reader(
    of object: borrowing HDF5Handle, _ description: DatasetDescription, rows: Range<Int>?,
    _ place: CallPlace
  ) throws -> ValueReader {
    var extent = description.extent
    if let rows, case .array(var shape) = extent {
      shape[0] = rows.count
      extent = .array(shape)
    }
    let textBudget = byteCount.multipliedReportingOverflow(by: 4)
    return ValueReader(
      source: .dataset(object.identifier, description, rows: rows, threads: threads),
      extent: extent,
      resolveReferences: identifier,
      textBudget: textBudget.overflow ? Int.max : max(textBudget.partialValue, 64 << 20),
      place: place)
  }
}
