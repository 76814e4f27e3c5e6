import CHDF5

extension HDF5Writer {
  /// Writes a dataset; an element that is there already must be removed before.
  ///
  /// Arrays of at least `StorageOptions.smallestCompressed` bytes are stored in compressed chunks, numbers only where
  /// that saves enough.
  public func write(
    _ array: TypedArray, to path: ElementPath, options: StorageOptions = StorageOptions()
  ) throws {
    if !path.parent.isRoot { try makeGroup(path.parent) }
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      let fileType = try FileType.make(array.type, place)
      let space = try Self.space(array.extent, place)
      let creation = try place.handle(H5Pcreate(chdf5_dataset_creation_class()))
      try place.check(H5Pset_obj_track_times(creation.identifier, false))
      let entryBytes = H5Tget_size(fileType.identifier)
      if let chunk = options.chunk(shape: array.shape, entryBytes: entryBytes),
        try isWorthPacking(array, options, place)
      {
        try place.check(
          H5Pset_chunk(creation.identifier, Int32(chunk.count), chunk.map(hsize_t.init)))
        try place.check(H5Pset_deflate(creation.identifier, UInt32(options.gzipLevel)))
      }
      let properties = chdf5_default_properties()
      let dataset = try place.handle(
        H5Dcreate2(
          identifier, try writable(path).absolute, fileType.identifier, space.identifier,
          properties, creation.identifier, properties))
      let all = chdf5_all_elements()
      try ValueWriter(place: place).write(array) { memoryType, buffer in
        H5Dwrite(dataset.identifier, memoryType, all, all, properties, buffer)
      }
      try dataset.close(place)
    }
  }

  /// Hangs a value on an element, in place of an earlier one of this name.
  public func setAttribute(_ name: String, _ value: TypedArray, of path: ElementPath) throws {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      let element = try contents.open(path)
      let object = element.object.identifier
      if try place.check(H5Aexists(object, name)) > 0 { try place.check(H5Adelete(object, name)) }
      let fileType = try FileType.make(value.type, place)
      let space = try Self.space(value.extent, place)
      let properties = chdf5_default_properties()
      let created = H5Acreate2(
        object, name, fileType.identifier, space.identifier, properties, properties)
      guard created >= 0 else {
        let failure = place.failure(HDF5Library.lastFailure().detail)
        // An attribute of the original format must fit into a header message of 64 KiB, where text of any
        // length takes 16 bytes.
        let entryBytes = value.values.strings == nil ? H5Tget_size(fileType.identifier) : 16
        throw value.count * entryBytes > 60_000
          ? place.error(.attributeTooLarge(name: name)) : failure
      }
      let attribute = try place.handle(created)
      try ValueWriter(place: place).write(value) { memoryType, buffer in
        H5Awrite(attribute.identifier, memoryType, buffer)
      }
      try attribute.close(place)
    }
  }

  /// Takes an attribute away; nothing happens where there is none of this name.
  public func removeAttribute(_ name: String, of path: ElementPath) throws {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      let element = try contents.open(path)
      if try place.check(H5Aexists(element.object.identifier, name)) > 0 {
        try place.check(H5Adelete(element.object.identifier, name))
      }
    }
  }

  private func isWorthPacking(
    _ array: TypedArray, _ options: StorageOptions, _ place: CallPlace
  ) throws -> Bool {
    // Text is pointers in memory; how it packs cannot be seen there.
    guard array.values.strings == nil else { return true }
    var isWorthwhile = false
    try ValueWriter(place: place).write(array) { memoryType, buffer in
      let bytes = UnsafeRawBufferPointer(
        start: buffer, count: array.count * H5Tget_size(memoryType))
      isWorthwhile = PackingTrial(options: options).isWorthwhile(bytes)
      return 0
    }
    return isWorthwhile
  }

  private static func space(_ extent: Extent, _ place: CallPlace) throws -> HDF5Handle {
    switch extent {
    case .null: try place.handle(H5Screate(H5S_NULL))
    case .scalar: try place.handle(H5Screate(H5S_SCALAR))
    case .array(let shape):
      try place.handle(H5Screate_simple(Int32(shape.count), shape.map(hsize_t.init), nil))
    }
  }
}
