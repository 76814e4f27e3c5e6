/// A dataset or attribute that was read: its extent, its type on disk, and its values.
public struct TypedArray: Sendable, Equatable {
  /// The axes.
  public var extent: Extent
  /// What is (or is to be) on disk.
  public var type: ElementType
  /// The values, as many as the extent has entries, row-major.
  public var values: ArrayValues

  /// The lengths of the axes, slowest first; `[]` for a scalar.
  public var shape: [Int] { extent.shape }
  /// How many entries there are.
  public var count: Int { values.count }

  /// An array whose values are as many as its extent says; traps otherwise.
  public init(extent: Extent, type: ElementType, values: ArrayValues) {
    precondition(
      extent.count == values.count || values.isEmptyCompound,
      "TypedArray: \(values.count) values for the shape \(extent.shape)")
    self.extent = extent
    self.type = type
    self.values = values
  }

  /// An array of one axis.
  public init(_ values: ArrayValues) {
    self.init(extent: .array([values.count]), type: values.naturalType, values: values)
  }

  /// An array of this shape.
  public init(shape: [Int], _ values: ArrayValues) {
    self.init(extent: .array(shape), type: values.naturalType, values: values)
  }

  /// A single value without axes.
  public init(scalar values: ArrayValues) {
    self.init(extent: .scalar, type: values.naturalType, values: values)
  }

  /// A single text without axes.
  public init(text: String) { self.init(scalar: .string([text])) }

  /// The single text, whether stored as a scalar or as an array of one.
  public var text: String? {
    guard case .string(let values) = values, values.count == 1 else { return nil }
    return values[0]
  }

  /// The single integer or boolean, whether stored as a scalar or as an array of one.
  public var integer: Int? {
    guard count == 1 else { return nil }
    return values.integers?.first
  }
}

extension ArrayValues {
  /// The type these values have on disk when nothing else is said.
  public var naturalType: ElementType {
    switch self {
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    case .uint16: .uint16
    case .uint32: .uint32
    case .uint64: .uint64
    case .float32: .float32
    case .float64: .float64
    case .boolean: .boolean
    case .string: .string(.variable)
    case .reference: .objectReference
    case .compound(let columns):
      .compound(
        columns.map { column in
          ElementType.Field(
            name: column.name,
            type: column.entryShape.isEmpty
              ? column.type : .array(column.type, shape: column.entryShape))
        })
    }
  }

  fileprivate var isEmptyCompound: Bool {
    if case .compound(let columns) = self { columns.isEmpty } else { false }
  }
}
