/// What an element of an .h5ad file holds.
public indirect enum Element: Sendable, Equatable {
  /// A dense array of numbers, booleans or text, of one or more axes.
  case array(TypedArray)
  /// A single number, boolean or text.
  case scalar(TypedArray)
  case sparse(SparseMatrix)
  case dataframe(DataFrame)
  case categorical(Categorical)
  case nullable(NullableArray)
  /// Named elements, by name.
  case mapping([NamedElement])
  /// Python's `None`.
  case null
  /// A NumPy record array, one column per field.
  case records([CompoundColumn])
  /// What is there but cannot be read, and why; copies keep it.
  case unreadable(String)

  /// A single text.
  public static func text(_ text: String) -> Element { .scalar(TypedArray(text: text)) }
  /// A single number in double precision.
  public static func number(_ number: Double) -> Element {
    .scalar(TypedArray(scalar: .float64([number])))
  }
  /// A single integer.
  public static func integer(_ integer: Int) -> Element {
    .scalar(TypedArray(scalar: .int64([Int64(integer)])))
  }
  /// A list of texts.
  public static func texts(_ texts: [String]) -> Element { .array(TypedArray(.string(texts))) }
}

/// An element and its name in a mapping.
public struct NamedElement: Sendable, Equatable {
  /// Unique in its mapping.
  public var name: String
  /// What it is.
  public var element: Element

  /// An element and its name.
  public init(_ name: String, _ element: Element) {
    self.name = name
    self.element = element
  }
}

extension Element {
  /// The element of this name in a mapping.
  public subscript(name: String) -> Element? {
    guard case .mapping(let members) = self else { return nil }
    return members.first { $0.name == name }?.element
  }

  /// The single text: a scalar, or an array of one as older files have it.
  public var text: String? {
    switch self {
    case .scalar(let value), .array(let value): value.text
    default: nil
    }
  }

  /// The single number: a scalar, or an array of one as older files have it.
  public var number: Double? {
    switch self {
    case .scalar(let value), .array(let value): value.count == 1 ? value.values.doubles?.first : nil
    default: nil
    }
  }

  /// A list of texts: an array of text, a column of text without missing entries, or a single text.
  public var texts: [String]? {
    switch self {
    case .scalar(let value), .array(let value): value.values.strings
    case .nullable(let value): value.isMissing.contains(true) ? nil : value.values.strings
    case .categorical(let value):
      value.codes.contains(-1) ? nil : value.codes.map { value.categoryNames[Int($0)] }
    default: nil
    }
  }

  /// The lengths of the axes, where the element has some.
  public var shape: [Int]? {
    switch self {
    case .array(let value): value.shape
    case .sparse(let matrix): [matrix.rowCount, matrix.columnCount]
    case .dataframe(let frame): [frame.rowCount, frame.columns.count]
    case .categorical(let value): [value.codes.count]
    case .nullable(let value): [value.isMissing.count]
    case .records(let columns): [columns.first?.entryCount ?? 0]
    case .scalar, .mapping, .null, .unreadable: nil
    }
  }
}
