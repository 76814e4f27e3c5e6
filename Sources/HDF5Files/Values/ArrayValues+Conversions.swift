extension ArrayValues {
  /// The values as doubles, booleans as 0 and 1; nil for text, references and records.
  ///
  /// 64-bit integers beyond 2⁵³ are rounded.
  public var doubles: [Double]? {
    switch self {
    case .int8(let values): values.map(Double.init)
    case .int16(let values): values.map(Double.init)
    case .int32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .uint8(let values): values.map(Double.init)
    case .uint16(let values): values.map(Double.init)
    case .uint32(let values): values.map(Double.init)
    case .uint64(let values): values.map(Double.init)
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .boolean(let values): values.map { $0 ? 1 : 0 }
    case .string, .reference, .compound: nil
    }
  }

  /// The values as floats, rounded where wider; nil for text, references and records.
  public var floats: [Float]? {
    switch self {
    case .float32(let values): values
    case .float64(let values): values.map(Float.init)
    case .int8(let values): values.map(Float.init)
    case .int16(let values): values.map(Float.init)
    case .uint8(let values): values.map(Float.init)
    case .uint16(let values): values.map(Float.init)
    case .int32(let values): values.map(Float.init)
    case .uint32(let values): values.map(Float.init)
    case .int64(let values): values.map(Float.init)
    case .uint64(let values): values.map(Float.init)
    case .boolean(let values): values.map { $0 ? 1 : 0 }
    case .string, .reference, .compound: nil
    }
  }

  /// The values as machine integers; nil unless they are stored as integers or booleans, and nil where
  /// an unsigned one does not fit.
  public var integers: [Int]? {
    switch self {
    case .int8(let values): values.map(Int.init)
    case .int16(let values): values.map(Int.init)
    case .int32(let values): values.map(Int.init)
    case .int64(let values): values.map(Int.init)
    case .uint8(let values): values.map(Int.init)
    case .uint16(let values): values.map(Int.init)
    case .uint32(let values): values.map(Int.init)
    case .uint64(let values):
      values.allSatisfy { $0 <= UInt64(Int.max) } ? values.map { Int($0) } : nil
    case .boolean(let values): values.map { $0 ? 1 : 0 }
    case .float32, .float64, .string, .reference, .compound: nil
    }
  }

  /// The values as text; nil unless they are text.
  public var strings: [String]? {
    if case .string(let values) = self { values } else { nil }
  }

  /// The values as booleans; integers that are all 0 or 1 count (older writers stored them so).
  public var booleans: [Bool]? {
    switch self {
    case .boolean(let values): return values
    case .int8, .uint8:
      guard let integers, integers.allSatisfy({ $0 == 0 || $0 == 1 }) else { return nil }
      return integers.map { $0 == 1 }
    default: return nil
    }
  }
}
