import CHDF5

/// An HDF5 file that is being made or changed.
///
/// Object times are not kept, so the same calls give the same bytes. Nothing is certain to be on disk
/// before `close()` returned; make a file beside its target with `FileReplacement`.
public final class HDF5Writer {
  /// The path that errors name: the file's own, or that of the target it is to replace.
  public let path: String
  /// The same file for reading; sees what was written so far.
  public let contents: HDF5File
  let identifier: hid_t
  private var isOpen = true

  /// Makes a file at `path`, replacing what is there; errors name `target` where it is given.
  public convenience init(creating path: String, for target: String? = nil) throws {
    try self.init(path: target ?? path) { place in
      let replaceExisting = chdf5_replace()
      let properties = chdf5_default_properties()
      return try place.check(H5Fcreate(path, replaceExisting, properties, properties))
    }
  }

  /// Opens an existing file to change it in place; errors name `target` where it is given.
  public convenience init(updating path: String, for target: String? = nil) throws {
    try self.init(path: target ?? path) { place in
      try place.check(H5Fopen(path, chdf5_read_write(), chdf5_default_properties()))
    }
  }

  private init(path: String, open: (CallPlace) throws -> hid_t) throws {
    self.path = path
    identifier = try HDF5Library.locked { try open(CallPlace(file: path, element: .root)) }
    contents = try HDF5File(sharing: identifier, path: path)
  }

  deinit {
    guard isOpen else { return }
    HDF5Library.locked { _ = H5Idec_ref(identifier) }
  }

  /// Brings everything to the operating system and ends writing; throws where that fails.
  public func close() throws {
    let place = CallPlace(file: path, element: .root)
    try HDF5Library.locked {
      try place.check(H5Fflush(identifier, H5F_SCOPE_GLOBAL))
      isOpen = false
      try place.check(H5Idec_ref(identifier))
    }
  }

  /// Makes a group, and the groups on the way to it; an existing group stays as it is.
  public func makeGroup(_ path: ElementPath) throws {
    try HDF5Library.locked {
      var walked = ElementPath.root
      for name in path.names {
        walked = walked / name
        switch try contents.kind(of: walked) {
        case .group: continue
        case .dataset, .namedType:
          throw HDF5Error(file: self.path, element: walked, reason: .notAGroup)
        case nil: try makeSingleGroup(walked)
        }
      }
    }
  }

  private func makeSingleGroup(_ path: ElementPath) throws {
    let place = CallPlace(file: self.path, element: path)
    let creation = try place.handle(H5Pcreate(chdf5_group_creation_class()))
    try place.check(H5Pset_obj_track_times(creation.identifier, false))
    let properties = chdf5_default_properties()
    let target = try writable(path)
    let group = try place.handle(
      H5Gcreate2(identifier, target.absolute, properties, creation.identifier, properties))
    try group.close(place)
  }

  /// Takes an element and all that is in it out of the file; the bytes it took may stay.
  public func remove(_ path: ElementPath) throws {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      try place.check(
        H5Ldelete(identifier, try writable(path).absolute, chdf5_default_properties()))
    }
  }

  /// Copies an element and all that is in it, bytes and attributes as they are, to `target`.
  ///
  /// References to other objects do not survive the copy.
  public func copy(_ source: ElementPath, of file: HDF5File, to target: ElementPath) throws {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: target)
      guard let resolved = try file.resolved(source) else {
        throw HDF5Error(file: file.path, element: source, reason: .elementMissing)
      }
      let properties = chdf5_default_properties()
      try place.check(
        H5Ocopy(
          file.identifier, resolved.absolute, identifier, try writable(target).absolute,
          properties, properties))
    }
  }

  /// Copies the attributes of `source` in `file` whose names pass `isWanted` to an element of this file.
  public func copyAttributes(
    of source: ElementPath, in file: HDF5File, to target: ElementPath,
    where isWanted: (String) -> Bool
  ) throws {
    for attribute in try file.attributes(of: source) where isWanted(attribute.name) {
      try setAttribute(attribute.name, attribute.value, of: target)
    }
  }

  /// The path under which an element is written: soft links of the groups on the way followed, its own
  /// name a name.
  func writable(_ path: ElementPath) throws -> ElementPath {
    let place = CallPlace(file: self.path, element: path)
    guard !path.isRoot else { throw place.error(.nameNotAllowed("/")) }
    guard let parent = try contents.resolved(path.parent) else {
      throw place.error(.elementMissing)
    }
    return parent / path.name
  }
}
