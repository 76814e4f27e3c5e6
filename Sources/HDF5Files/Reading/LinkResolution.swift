import CHDF5

extension HDF5File {
  /// The path without soft links that leads to the same object, or nil where a name is missing.
  ///
  /// Walks name by name, so that a link to another file is met before it is followed and a chain of soft
  /// links ends at the limit.
  func resolved(_ path: ElementPath) throws -> ElementPath? {
    let place = CallPlace(file: self.path, element: path)
    var remaining = path.names[...]
    var walked = ElementPath.root
    var softLinks = 0
    while let name = remaining.popFirst() {
      let group = try place.handle(H5Oopen(identifier, walked.absolute, linkAccess))
      guard H5Iget_type(group.identifier) == H5I_GROUP else { return nil }
      guard let link = try link(name, in: group, place) else { return nil }
      switch link.kind {
      case .hard: walked = walked / name
      case .soft(let target):
        softLinks += 1
        guard softLinks <= limits.softLinkDepth else {
          throw place.error(.tooManyLinks(limit: limits.softLinkDepth))
        }
        if target.hasPrefix("/") { walked = .root }
        remaining = (ElementPath(target).names + remaining)[...]
      case .external(let file, _): throw place.error(.externalLink(file: file))
      case .other: throw place.error(.unsupportedType("a link of a user-defined kind"))
      }
    }
    return walked
  }

  /// The link of this name in an open group, or nil where there is none.
  func link(_ name: String, in group: borrowing HDF5Handle, _ place: CallPlace) throws -> Link? {
    guard try place.check(H5Lexists(group.identifier, name, linkAccess)) > 0 else { return nil }
    var kind = H5L_TYPE_ERROR
    var size = 0
    try place.check(chdf5_link_kind(group.identifier, name, &kind, &size))
    switch kind {
    case H5L_TYPE_HARD: return Link(name: name, kind: .hard)
    case H5L_TYPE_SOFT:
      let value = try linkValue(name, in: group, size: size, place)
      return Link(name: name, kind: .soft(target: Self.text(value)))
    case H5L_TYPE_EXTERNAL:
      // A flag byte, the file's name and the object's, each ended by a zero.
      let value = try linkValue(name, in: group, size: size, place).dropFirst()
      let parts = value.split(separator: 0, omittingEmptySubsequences: false)
      return Link(
        name: name,
        kind: .external(
          file: Self.text(parts.first ?? []), target: Self.text(parts.dropFirst().first ?? [])))
    default: return Link(name: name, kind: .other)
    }
  }

  /// The bytes that a soft or external link says.
  private func linkValue(
    _ name: String, in group: borrowing HDF5Handle, size: Int, _ place: CallPlace
  ) throws -> [UInt8] {
    guard size <= 1 << 16 else { throw place.failure("a link of \(size) bytes") }
    var value = [UInt8](repeating: 0, count: size + 1)
    try place.check(H5Lget_val(group.identifier, name, &value, size, linkAccess))
    return value
  }

  /// Bytes up to the first zero, as text.
  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes.prefix { $0 != 0 }), as: UTF8.self)
  }

  /// The object at a path, soft links followed; throws where it is missing or a link is refused.
  func open(_ path: ElementPath) throws -> OpenElement {
    let place = CallPlace(file: self.path, element: path)
    guard let target = try resolved(path) else {
      throw place.error(
        try danglingTarget(path).map { .danglingLink(target: $0) } ?? .elementMissing)
    }
    return OpenElement(
      object: try place.handle(H5Oopen(identifier, target.absolute, linkAccess)), resolved: target)
  }

  /// What the soft link at a path says, if the path is one.
  func danglingTarget(_ path: ElementPath) throws -> String? {
    let place = CallPlace(file: self.path, element: path)
    guard !path.isRoot, let parent = try resolved(path.parent) else { return nil }
    let group = try place.handle(H5Oopen(identifier, parent.absolute, linkAccess))
    guard H5Iget_type(group.identifier) == H5I_GROUP else { return nil }
    if case .soft(let target)? = try link(path.name, in: group, place)?.kind { return target }
    return nil
  }
}

/// An object that was opened, and the path to it without soft links.
struct OpenElement: ~Copyable {
  let object: HDF5Handle
  let resolved: ElementPath
}
