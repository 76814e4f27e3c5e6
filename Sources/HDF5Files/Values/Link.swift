/// One name in a group and what stands behind it.
public struct Link: Sendable, Equatable {
  /// The name, unique in the group.
  public var name: String
  /// What stands behind it.
  public var kind: Kind

  /// What stands behind a name.
  public enum Kind: Sendable, Equatable {
    /// An object of this file.
    case hard
    /// Another path of this file.
    case soft(target: String)
    /// An object of another file; never followed.
    case external(file: String, target: String)
    /// A kind of link that only its own program knows.
    case other
  }

  /// A name and what stands behind it.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// What kind of object an element is.
public enum ObjectKind: Sendable, Equatable {
  case group
  case dataset
  /// A datatype that was given a name.
  case namedType
}

/// Which object of which file; two names with one identity lead to one object.
public struct ObjectIdentity: Sendable, Hashable {
  /// The file, in libhdf5's own count.
  let file: UInt64
  /// The address of the object's header.
  let address: UInt64
}

/// A named value that hangs on a group or dataset.
public struct Attribute: Sendable, Equatable {
  /// Unique on its element.
  public var name: String
  /// What it says.
  public var value: TypedArray

  /// A value and its name.
  public init(name: String, value: TypedArray) {
    self.name = name
    self.value = value
  }
}
