import CHDF5

extension HDF5File {
  /// What kind of object stands at a path, or nil where there is none.
  ///
  /// Throws where the way leads to another file, through too many soft links, or cannot be read.
  public func kind(of path: ElementPath) throws -> ObjectKind? {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      guard let target = try resolved(path) else { return nil }
      let object = try place.handle(H5Oopen(identifier, target.absolute, linkAccess))
      return switch H5Iget_type(object.identifier) {
      case H5I_GROUP: .group
      case H5I_DATASET: .dataset
      default: .namedType
      }
    }
  }

  /// Whether a path leads to an object of this file that can be opened.
  public func contains(_ path: ElementPath) -> Bool {
    ((try? kind(of: path)) ?? nil) != nil
  }

  /// Whether a path is a soft link that leads to nothing.
  public func isDangling(_ path: ElementPath) throws -> Bool {
    try HDF5Library.locked { try resolved(path) == nil && danglingTarget(path) != nil }
  }

  /// The links of a group, by name.
  public func links(of path: ElementPath) throws -> [Link] {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      let element = try open(path)
      guard H5Iget_type(element.object.identifier) == H5I_GROUP else {
        throw place.error(.notAGroup)
      }
      let names = try Self.names(place) { chdf5_link_names(element.object.identifier, $0, $1) }
      // A name that is not UTF-8 cannot be looked up again.
      return try names.map {
        try link($0, in: element.object, place) ?? Link(name: $0, kind: .other)
      }
    }
  }

  /// Which object a path leads to.
  public func identity(of path: ElementPath) throws -> ObjectIdentity {
    try HDF5Library.locked {
      let place = CallPlace(file: self.path, element: path)
      let element = try open(path)
      var info = chdf5_object()
      try place.check(chdf5_object_info(element.object.identifier, &info))
      return ObjectIdentity(file: info.file, address: info.address)
    }
  }

  /// Collects the names that one of libhdf5's iterations goes through.
  static func names(
    _ place: CallPlace, _ iterate: (chdf5_name_receiver, UnsafeMutableRawPointer) -> herr_t
  ) throws -> [String] {
    var names: [String] = []
    let receive: chdf5_name_receiver = { name, context in
      guard let name, let context else { return -1 }
      context.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
      return 0
    }
    let status = withUnsafeMutablePointer(to: &names) {
      iterate(receive, UnsafeMutableRawPointer($0))
    }
    try place.check(status)
    return names
  }
}
