/// A table with named columns and named rows: pandas' data frame.
public struct DataFrame: Sendable, Equatable {
  /// The name of the index; nil where it has none.
  public var indexName: String?
  /// The names of the rows, usually text.
  public var index: Column
  /// The columns in their order; names are unique.
  public var columns: [NamedColumn]

  /// How many rows there are.
  public var rowCount: Int { index.count }

  /// Traps where a column is not as long as the index.
  public init(indexName: String? = nil, index: Column, columns: [NamedColumn]) {
    precondition(
      columns.allSatisfy { $0.values.isUnreadable || $0.values.count == index.count },
      "DataFrame: a column is not as long as the index of \(index.count)")
    self.indexName = indexName
    self.index = index
    self.columns = columns
  }

  /// A table whose rows are named by text.
  public init(rowNames: [String], columns: [NamedColumn] = []) {
    self.init(index: .texts(rowNames), columns: columns)
  }

  /// The names of the rows as text.
  public var rowNames: [String] { index.texts.map { $0 ?? "nan" } }

  /// The column of this name.
  public subscript(name: String) -> Column? { columns.first { $0.name == name }?.values }
}

/// A column and its name.
public struct NamedColumn: Sendable, Equatable {
  /// Unique in its table.
  public var name: String
  /// One entry per row.
  public var values: Column

  /// A column and its name.
  public init(_ name: String, _ values: Column) {
    self.name = name
    self.values = values
  }
}

/// The values of one column.
public enum Column: Sendable, Equatable {
  /// Numbers, booleans or text; missing numbers are NaN.
  case plain(TypedArray)
  case categorical(Categorical)
  case nullable(NullableArray)
  /// What is there but cannot be read, and why.
  case unreadable(String)

  /// A column of text.
  public static func texts(_ texts: [String]) -> Column { .plain(TypedArray(.string(texts))) }
  /// A column of single-precision numbers.
  public static func floats(_ floats: [Float]) -> Column { .plain(TypedArray(.float32(floats))) }
  /// A column of double-precision numbers.
  public static func doubles(_ doubles: [Double]) -> Column {
    .plain(TypedArray(.float64(doubles)))
  }
  /// A column of integers.
  public static func integers(_ integers: [Int]) -> Column {
    .plain(TypedArray(.int64(integers.map(Int64.init))))
  }
}

extension Column {
  /// How many entries there are; 0 where the column cannot be read.
  public var count: Int {
    switch self {
    case .plain(let values): values.count
    case .categorical(let values): values.codes.count
    case .nullable(let values): values.isMissing.count
    case .unreadable: 0
    }
  }

  /// Whether the column cannot be read.
  public var isUnreadable: Bool { if case .unreadable = self { true } else { false } }

  /// Each entry as text; nil is missing, NaN included.
  public var texts: [String?] {
    switch self {
    case .plain(let values):
      switch values.values {
      case .float32(let numbers): numbers.map { $0.isNaN ? nil : $0.description }
      case .float64(let numbers): numbers.map { $0.isNaN ? nil : $0.description }
      default: values.values.texts
      }
    case .categorical(let values): values.texts
    case .nullable(let values): values.texts
    case .unreadable: []
    }
  }

  /// Each entry as a number, missing ones NaN; nil unless the column holds numbers or booleans.
  ///
  /// A categorical counts where its categories are numbers.
  public var numbers: [Double]? {
    switch self {
    case .plain(let values): return values.values.doubles
    case .nullable(let values):
      guard let numbers = values.values.doubles else { return nil }
      return zip(numbers, values.isMissing).map { $1 ? .nan : $0 }
    case .categorical(let values):
      guard let numbers = values.categories.doubles else { return nil }
      return values.codes.map { $0 < 0 ? .nan : numbers[Int($0)] }
    case .unreadable: return nil
    }
  }

  /// The column as a categorical of text: as it is, or made from text, booleans or integers, the distinct
  /// values in ascending order as pandas would have them; nil for floats and unreadable columns.
  public var categorized: Categorical? {
    switch self {
    case .categorical(let values): return values
    case .unreadable: return nil
    case .nullable(let values):
      return Categorical.distinct(values.values, missing: values.isMissing)
    case .plain(let values):
      return Categorical.distinct(
        values.values, missing: [Bool](repeating: false, count: values.count))
    }
  }
}

extension Categorical {
  /// The distinct values in ascending order as categories; nil for floats, references and records.
  static func distinct(_ values: ArrayValues, missing: [Bool]) -> Categorical? {
    if let integers = values.integers {
      let (codes, sorted) = codes(of: integers, missing: missing, by: <)
      if case .boolean = values {
        return Categorical(codes: codes, categories: .boolean(sorted.map { $0 == 1 }))
      }
      return Categorical(codes: codes, categories: .int64(sorted.map(Int64.init)))
    }
    guard let strings = values.strings else { return nil }
    // By code point, as Python compares, not by Swift's normalised order.
    let (codes, sorted) = codes(of: strings, missing: missing) {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    return Categorical(codes: codes, categories: .string(sorted))
  }

  private static func codes<Value: Hashable>(
    of values: [Value], missing: [Bool], by precedes: (Value, Value) -> Bool
  ) -> ([Int32], [Value]) {
    var present = Set<Value>()
    for (value, isMissing) in zip(values, missing) where !isMissing { present.insert(value) }
    let sorted = present.sorted(by: precedes)
    let ranks = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices.map(Int32.init)))
    return (zip(values, missing).map { $1 ? -1 : ranks[$0] ?? -1 }, sorted)
  }
}
