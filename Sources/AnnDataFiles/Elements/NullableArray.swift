/// One axis of integers, booleans or text in which entries may be missing: pandas' nullable arrays.
public struct NullableArray: Sendable, Equatable {
  /// The values; those of missing entries mean nothing.
  public var values: ArrayValues
  /// Whether each entry is missing.
  public var isMissing: [Bool]

  /// Traps where the lengths differ.
  public init(values: ArrayValues, isMissing: [Bool]) {
    precondition(
      values.count == isMissing.count,
      "NullableArray: \(values.count) values beside a mask of \(isMissing.count)")
    self.values = values
    self.isMissing = isMissing
  }

  /// The entries as text; nil is missing.
  public var texts: [String?] {
    zip(values.texts, isMissing).map { $1 ? nil : $0 }
  }
}
