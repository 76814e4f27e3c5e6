import CHDF5

extension HDF5File {
  /// What is known of a dataset before its values are read.
  ///
  /// Throws where the element is missing, is not a dataset, or its header cannot be read. Values that could
  /// not be read (a missing filter, another file) do not make it throw: the description says so.
  public func describeDataset(_ path: ElementPath) throws -> DatasetDescription {
    try HDF5Library.locked {
      let element = try open(path)
      return try describe(element, at: path)
    }
  }

  /// The description of an open dataset.
  func describe(
    _ element: borrowing OpenElement, at path: ElementPath
  ) throws -> DatasetDescription {
    let object = element.object.identifier
    let place = CallPlace(file: self.path, element: path)
    guard H5Iget_type(object) == H5I_DATASET else { throw place.error(.notADataset) }
    let fileType = try place.handle(H5Dget_type(object))
    let space = try place.handle(H5Dget_space(object))
    let creation = try place.handle(H5Dget_create_plist(object))
    let extent = try Self.extent(of: space, place)
    return DatasetDescription(
      path: element.resolved, type: try Self.elementType(of: fileType.identifier, place),
      extent: extent,
      storage: try Self.storage(creation, rank: extent.shape.count, place),
      filters: try Self.filters(creation, place),
      storedBytes: Int(clamping: H5Dget_storage_size(object)),
      entryBytes: H5Tget_size(fileType.identifier))
  }

  /// The axes of a dataspace.
  static func extent(of space: borrowing HDF5Handle, _ place: CallPlace) throws -> Extent {
    switch H5Sget_simple_extent_type(space.identifier) {
    case H5S_NULL: return .null
    case H5S_SCALAR: return .scalar
    case H5S_SIMPLE:
      let rank = try place.check(H5Sget_simple_extent_ndims(space.identifier))
      var lengths = [hsize_t](repeating: 0, count: Int(rank))
      try place.check(H5Sget_simple_extent_dims(space.identifier, &lengths, nil))
      let shape = lengths.map { Int(clamping: $0) }
      guard Extent.product(of: shape) != nil else {
        throw place.error(.extentTooLarge(shape: shape))
      }
      return .array(shape)
    default: throw place.failure("a dataspace of an unknown class")
    }
  }

  private static func storage(
    _ creation: borrowing HDF5Handle, rank: Int, _ place: CallPlace
  ) throws -> DatasetDescription.Storage {
    if try place.check(H5Pget_external_count(creation.identifier)) > 0 { return .external }
    switch H5Pget_layout(creation.identifier) {
    case H5D_COMPACT: return .compact
    case H5D_CONTIGUOUS: return .contiguous
    case H5D_VIRTUAL: return .virtual
    case H5D_CHUNKED:
      var lengths = [hsize_t](repeating: 0, count: max(rank, 1))
      try place.check(H5Pget_chunk(creation.identifier, Int32(lengths.count), &lengths))
      return .chunked(lengths.map { Int(clamping: $0) })
    default: throw place.failure("a dataset of an unknown layout")
    }
  }

  private static func filters(
    _ creation: borrowing HDF5Handle, _ place: CallPlace
  ) throws -> [FilterDescription] {
    let count = try place.check(H5Pget_nfilters(creation.identifier))
    return try (0..<count).map { index in
      var flags: UInt32 = 0
      var parameterCount = 0
      var name = [CChar](repeating: 0, count: 64)
      let identifier = H5Pget_filter2(
        creation.identifier, UInt32(index), &flags, &parameterCount, nil, name.count - 1, &name, nil
      )
      try place.check(identifier)
      let ownName = String(
        decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      return FilterDescription(
        identifier: Int(identifier),
        name: FilterDescription.name(of: Int(identifier))
          ?? (ownName.isEmpty ? "an unknown filter" : ownName),
        isAvailable: H5Zfilter_avail(identifier) > 0)
    }
  }
}
