/// Values out of few: pandas' categorical.
public struct Categorical: Sendable, Equatable {
  /// The category of each entry; -1 is missing.
  public var codes: [Int32]
  /// The categories in their order: text, numbers or booleans.
  public var categories: ArrayValues
  /// Whether the order means something.
  public var isOrdered: Bool

  /// Traps where a code lies outside the categories.
  public init(codes: [Int32], categories: ArrayValues, isOrdered: Bool = false) {
    let count = categories.count
    precondition(
      codes.allSatisfy { $0 >= -1 && Int($0) < count },
      "Categorical: a code lies outside the \(count) categories")
    self.codes = codes
    self.categories = categories
    self.isOrdered = isOrdered
  }

  /// A categorical of text.
  public init(codes: [Int32], names: [String]) {
    self.init(codes: codes, categories: .string(names))
  }

  /// The categories as text, as Python prints them.
  public var categoryNames: [String] { categories.texts }

  /// The entries as text; nil is missing.
  public var texts: [String?] {
    let names = categoryNames
    return codes.map { $0 < 0 ? nil : names[Int($0)] }
  }
}

extension ArrayValues {
  /// Each value as Python prints it; references and records give nothing.
  var texts: [String] {
    switch self {
    case .string(let values): values
    case .boolean(let values): values.map { $0 ? "True" : "False" }
    case .int8(let values): values.map(\.description)
    case .int16(let values): values.map(\.description)
    case .int32(let values): values.map(\.description)
    case .int64(let values): values.map(\.description)
    case .uint8(let values): values.map(\.description)
    case .uint16(let values): values.map(\.description)
    case .uint32(let values): values.map(\.description)
    case .uint64(let values): values.map(\.description)
    case .float32(let values): values.map(\.description)
    case .float64(let values): values.map(\.description)
    case .reference, .compound: []
    }
  }
}
