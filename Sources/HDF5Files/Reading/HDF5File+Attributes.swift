import CHDF5

extension HDF5File {
  /// The names of an element's attributes.
  public func attributeNames(of path: ElementPath) throws -> [String] {
    try HDF5Library.locked {
      let element = try open(path)
      return try Self.names(CallPlace(file: self.path, element: path)) {
        chdf5_attribute_names(element.object.identifier, $0, $1)
      }
    }
  }

  /// The attribute of this name, or nil where there is none.
  public func attribute(_ name: String, of path: ElementPath) throws -> TypedArray? {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      let element = try open(path)
      guard try place.check(H5Aexists(element.object.identifier, name)) > 0 else { return nil }
      let attribute = try place.handle(
        H5Aopen(element.object.identifier, name, chdf5_default_properties()))
      return try read(attribute, named: name, place)
    }
  }

  /// All attributes of an element that can be read, by name.
  public func attributes(of path: ElementPath) throws -> [Attribute] {
    try attributeNames(of: path).compactMap { name in
      try attribute(name, of: path).map { Attribute(name: name, value: $0) }
    }
  }

  private func read(
    _ attribute: borrowing HDF5Handle, named name: String, _ place: CallPlace
  ) throws -> TypedArray {
    let fileType = try place.handle(H5Aget_type(attribute.identifier))
    let space = try place.handle(H5Aget_space(attribute.identifier))
    let extent = try Self.extent(of: space, place)
    let type = try Self.elementType(of: fileType.identifier, place)
    let stored = Int(clamping: H5Aget_storage_size(attribute.identifier))
    guard let bytes = Extent.product(of: extent.shape + [H5Tget_size(fileType.identifier)]),
      bytes <= max(stored, limits.unquestionedBytes)
    else { throw place.error(.extentTooLarge(shape: extent.shape)) }
    if case .unsupported(let reason) = type {
      throw place.error(.unsupportedType("\(reason), in the attribute '\(name)'"))
    }
    let reader = ValueReader(
      source: .attribute(attribute.identifier), extent: extent, resolveReferences: identifier,
      textBudget: 64 << 20, place: place)
    return TypedArray(
      extent: extent, type: type, values: try reader.values(type, fileType.identifier))
  }
}
