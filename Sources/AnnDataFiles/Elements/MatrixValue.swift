/// A number that a matrix can be read as: `Int32` (exactly, or not at all), `Float` or `Double`.
public protocol MatrixValue: Sendable, Equatable {
  /// What is not stored.
  static var zero: Self { get }
  /// The values as this type, or the first that does not fit.
  static func converted(_ values: ArrayValues) -> Result<[Self], MatrixValueFailure>
  /// The sum, or nil where it does not fit.
  static func sum(_ first: Self, _ second: Self) -> Self?
  /// The values for writing.
  static func arrayValues(_ values: [Self]) -> ArrayValues
  /// Whether one of the values would not be stored.
  static func containsZero(_ values: [Self]) -> Bool
}

/// The first value of a matrix that cannot be read as asked.
public struct MatrixValueFailure: Error, Sendable, Equatable {
  /// Which of the values given.
  public var entry: Int
  /// What is wrong with it.
  public var problem: Problem

  /// What is wrong with a value.
  public enum Problem: Sendable, Equatable {
    /// Text, references or records.
    case notNumeric
    case notFinite
    case negative(Double)
    case notWhole(Double)
    case tooLarge(Double)
  }
}

extension Double: MatrixValue {
  /// Any numbers; 64-bit integers beyond 2⁵³ are rounded.
  public static func converted(_ values: ArrayValues) -> Result<[Double], MatrixValueFailure> {
    values.doubles.map { .success($0) } ?? .failure(.init(entry: 0, problem: .notNumeric))
  }
  /// The sum, which always fits.
  public static func sum(_ first: Double, _ second: Double) -> Double? { first + second }
  /// The values as `float64`.
  public static func arrayValues(_ values: [Double]) -> ArrayValues { .float64(values) }
  /// Whether one of the values is 0.
  public static func containsZero(_ values: [Double]) -> Bool { values.contains(0) }
}

extension Float: MatrixValue {
  /// Any numbers, rounded where they are wider.
  public static func converted(_ values: ArrayValues) -> Result<[Float], MatrixValueFailure> {
    values.floats.map { .success($0) } ?? .failure(.init(entry: 0, problem: .notNumeric))
  }
  /// The sum, which always fits.
  public static func sum(_ first: Float, _ second: Float) -> Float? { first + second }
  /// The values as `float32`.
  public static func arrayValues(_ values: [Float]) -> ArrayValues { .float32(values) }
  /// Whether one of the values is 0.
  public static func containsZero(_ values: [Float]) -> Bool { values.contains(0) }
}

extension Int32: MatrixValue {
  /// Counts: whole, finite, not negative, and below 2³¹.
  public static func converted(_ values: ArrayValues) -> Result<[Int32], MatrixValueFailure> {
    switch values {
    case .boolean(let values): .success(values.map { $0 ? 1 : 0 })
    case .uint8(let values): .success(values.map(Int32.init))
    case .uint16(let values): .success(values.map(Int32.init))
    case .int8(let values): integers(values)
    case .int16(let values): integers(values)
    case .int32(let values): values.isNonnegative ? .success(values) : integers(values)
    case .int64(let values): integers(values)
    case .uint32(let values): integers(values)
    case .uint64(let values): integers(values)
    case .float32(let values): floats(values)
    case .float64(let values): floats(values)
    case .string, .reference, .compound: .failure(.init(entry: 0, problem: .notNumeric))
    }
  }

  /// The sum, or nil from 2³¹ on.
  public static func sum(_ first: Int32, _ second: Int32) -> Int32? {
    let (sum, overflows) = first.addingReportingOverflow(second)
    return overflows ? nil : sum
  }

  /// The values as `int32`.
  public static func arrayValues(_ values: [Int32]) -> ArrayValues { .int32(values) }
  /// Whether one of the values is 0.
  public static func containsZero(_ values: [Int32]) -> Bool { values.contains(0) }

  private static func integers<Source: BinaryInteger>(
    _ values: [Source]
  ) -> Result<[Int32], MatrixValueFailure> {
    var result: [Int32] = []
    result.reserveCapacity(values.count)
    for (entry, value) in values.enumerated() {
      guard let count = Int32(exactly: value), count >= 0 else {
        let number = Double(value)
        return .failure(
          .init(entry: entry, problem: number < 0 ? .negative(number) : .tooLarge(number)))
      }
      result.append(count)
    }
    return .success(result)
  }

  private static func floats<Source: BinaryFloatingPoint>(
    _ values: [Source]
  ) -> Result<[Int32], MatrixValueFailure> {
    var result: [Int32] = []
    result.reserveCapacity(values.count)
    for (entry, value) in values.enumerated() {
      guard let count = Int32(exactly: value), count >= 0 else {
        return .failure(.init(entry: entry, problem: problem(of: Double(value))))
      }
      result.append(count)
    }
    return .success(result)
  }

  private static func problem(of value: Double) -> MatrixValueFailure.Problem {
    if !value.isFinite { return .notFinite }
    if value < 0 { return .negative(value) }
    return value == value.rounded() ? .tooLarge(value) : .notWhole(value)
  }
}

extension [Int32] {
  /// Whether no value is below 0. Looks at runs at once, since it is asked of every count of a section.
  var isNonnegative: Bool {
    withUnsafeBufferPointer { values in
      var bits: Int32 = 0
      for value in values { bits |= value }
      return bits >= 0
    }
  }

  /// Whether no value is below 0 or at least `limit`.
  func isIndices(below limit: Int32) -> Bool {
    withUnsafeBufferPointer { values in
      var largest: UInt32 = 0
      // A negative index is a large one without its sign.
      for value in values { largest = Swift.max(largest, UInt32(bitPattern: value)) }
      return values.isEmpty || limit > 0 && largest < UInt32(limit)
    }
  }
}
