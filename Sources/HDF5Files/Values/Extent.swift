/// How many entries a dataset or attribute has, along which axes.
public enum Extent: Sendable, Hashable {
  /// No entry and no shape.
  case null
  /// One entry without axes.
  case scalar
  /// One length per axis, slowest first.
  case array([Int])

  /// The lengths of the axes: `[]` for a scalar, `[0]` for null.
  public var shape: [Int] {
    switch self {
    case .null: [0]
    case .scalar: []
    case .array(let lengths): lengths
    }
  }

  /// The number of entries, or nil where the product overflows.
  public var count: Int? { Extent.product(of: shape) }

  /// The product of lengths, or nil where it overflows or a length is negative.
  public static func product(of lengths: [Int]) -> Int? {
    if lengths.contains(0) { return 0 }
    var product = 1
    for length in lengths {
      guard length >= 0 else { return nil }
      let (next, overflows) = product.multipliedReportingOverflow(by: length)
      guard !overflows else { return nil }
      product = next
    }
    return product
  }
}
