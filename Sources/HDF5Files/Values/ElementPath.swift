/// Where an element stands in a file: the names from the root down.
///
/// Names never hold a slash (HDF5 cannot store one), so `"pct/mt"` is two names.
public struct ElementPath: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The names from the root down; empty for the root.
  public let names: [String]

  /// The path of these names; empty names and `.` are dropped, as HDF5 does.
  public init(names: [String]) {
    self.names = names.filter { !$0.isEmpty && $0 != "." }
  }

  /// The path written with slashes; a leading slash makes no difference.
  public init(_ path: String) {
    self.init(names: path.split(separator: "/").map(String.init))
  }

  /// The path written with slashes.
  public init(stringLiteral path: String) { self.init(path) }

  /// The root group.
  public static let root = ElementPath(names: [])

  /// Whether this is the root group.
  public var isRoot: Bool { names.isEmpty }
  /// The last name; `/` for the root.
  public var name: String { names.last ?? "/" }
  /// The group that holds the element; the root is its own parent.
  public var parent: ElementPath { ElementPath(names: Array(names.dropLast())) }

  /// The path as HDF5 writes it: `/obs/cell_type`.
  public var absolute: String { "/" + names.joined(separator: "/") }
  /// The path as people write it: `obs/cell_type`, and `/` for the root.
  public var description: String { isRoot ? "/" : names.joined(separator: "/") }

  /// The element `name` (or, with slashes, names) inside `group`.
  public static func / (group: ElementPath, name: String) -> ElementPath {
    ElementPath(names: group.names + ElementPath(name).names)
  }

  /// Whether this element lies inside `group`, at any depth.
  public func isInside(_ group: ElementPath) -> Bool {
    names.count > group.names.count && names.starts(with: group.names)
  }
}
