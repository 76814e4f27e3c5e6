/// The entries of a dataset or attribute in row-major order, in Swift's type for what is on disk.
///
/// Half-precision floats are widened to `float32`; the `ElementType` beside them remembers.
public indirect enum ArrayValues: Sendable, Equatable {
  case int8([Int8])
  case int16([Int16])
  case int32([Int32])
  case int64([Int64])
  case uint8([UInt8])
  case uint16([UInt16])
  case uint32([UInt32])
  case uint64([UInt64])
  case float32([Float])
  case float64([Double])
  case boolean([Bool])
  case string([String])
  /// The path of each object referred to; nil for an empty reference.
  case reference([ElementPath?])
  /// One column per field.
  case compound([CompoundColumn])

  /// How many entries there are.
  public var count: Int {
    switch self {
    case .int8(let values): values.count
    case .int16(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .uint8(let values): values.count
    case .uint16(let values): values.count
    case .uint32(let values): values.count
    case .uint64(let values): values.count
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .boolean(let values): values.count
    case .string(let values): values.count
    case .reference(let values): values.count
    case .compound(let columns): columns.first?.entryCount ?? 0
    }
  }
}

/// One field of every entry of a compound dataset.
public struct CompoundColumn: Sendable, Equatable {
  /// The field's name.
  public var name: String
  /// What the field holds; the element, not the array, where each entry holds a small array.
  public var type: ElementType
  /// The shape of one entry's value: `[]` for a single one.
  public var entryShape: [Int]
  /// How many entries the dataset has.
  public var entryCount: Int
  /// The values, `entryCount × product(entryShape)`.
  public var values: ArrayValues

  /// A column of `entryCount` entries of the shape `entryShape`.
  public init(
    name: String, type: ElementType, entryShape: [Int], entryCount: Int, values: ArrayValues
  ) {
    self.name = name
    self.type = type
    self.entryShape = entryShape
    self.entryCount = entryCount
    self.values = values
  }
}
