/// What one entry of a dataset or attribute is on disk, byte order aside.
public indirect enum ElementType: Sendable, Hashable {
  /// An integer of 8, 16, 32 or 64 bits.
  case integer(bits: Int, isSigned: Bool)
  /// An IEEE float of 16, 32 or 64 bits.
  case float(bits: Int)
  /// An 8-bit enumeration of FALSE = 0 and TRUE = 1, as h5py writes NumPy's `bool`.
  case boolean
  /// Any other enumeration; its values are read as the integers beneath.
  case enumeration(bits: Int, isSigned: Bool)
  /// Text.
  case string(StringStorage)
  /// A record; one column per field.
  case compound([Field])
  /// A small array of fixed shape in every entry.
  case array(ElementType, shape: [Int])
  /// A reference to another object of the same file.
  case objectReference
  /// What this package does not read, and why.
  case unsupported(String)

  /// A field of a compound type.
  public struct Field: Sendable, Hashable {
    /// Unique in its record.
    public var name: String
    /// What it holds.
    public var type: ElementType

    /// A field and its name.
    public init(name: String, type: ElementType) {
      self.name = name
      self.type = type
    }
  }

  /// How text is stored.
  public enum StringStorage: Sendable, Hashable {
    /// Any length, in the file's heap.
    case variable
    /// So many bytes in place, padded.
    case fixed(bytes: Int)
  }

  /// NumPy's `int8`.
  public static let int8 = ElementType.integer(bits: 8, isSigned: true)
  /// NumPy's `int16`.
  public static let int16 = ElementType.integer(bits: 16, isSigned: true)
  /// NumPy's `int32`.
  public static let int32 = ElementType.integer(bits: 32, isSigned: true)
  /// NumPy's `int64`.
  public static let int64 = ElementType.integer(bits: 64, isSigned: true)
  /// NumPy's `uint8`.
  public static let uint8 = ElementType.integer(bits: 8, isSigned: false)
  /// NumPy's `uint16`.
  public static let uint16 = ElementType.integer(bits: 16, isSigned: false)
  /// NumPy's `uint32`.
  public static let uint32 = ElementType.integer(bits: 32, isSigned: false)
  /// NumPy's `uint64`.
  public static let uint64 = ElementType.integer(bits: 64, isSigned: false)
  /// NumPy's `float32`.
  public static let float32 = ElementType.float(bits: 32)
  /// NumPy's `float64`.
  public static let float64 = ElementType.float(bits: 64)
}

extension ElementType: CustomStringConvertible {
  /// NumPy's name where it has one: `int32`, `float64`, `bool`, `string`.
  public var description: String {
    switch self {
    case .integer(let bits, let isSigned), .enumeration(let bits, let isSigned):
      (isSigned ? "int" : "uint") + "\(bits)"
    case .float(let bits): "float\(bits)"
    case .boolean: "bool"
    case .string: "string"
    case .compound(let fields):
      "record of " + fields.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
    case .array(let element, let shape):
      "\(element)[" + shape.map(String.init).joined(separator: ", ") + "]"
    case .objectReference: "reference"
    case .unsupported(let reason): reason
    }
  }
}
