import CellSections

/// What the color of a cell says.
public enum CellColoring: Sendable, Equatable {
  /// Its category; cells without one are grey.
  case categories(LabelColumn)
  /// A number, such as the expression of a gene, `[cells]`; nil and NaN are missing and grey.
  case numbers(name: String, values: [Double?])
  /// Whether a prediction says the same as the truth; cells of which either is missing are grey.
  case agreement(truth: LabelColumn, prediction: LabelColumn)
  /// Nothing: all cells alike.
  case plain

  /// Its category, given by name, `[cells]`; categories in order of the alphabet.
  public static func categories(name: String, values: [String?]) -> CellColoring {
    let names = Set(values.compactMap(\.self)).sorted()
    let codes = Dictionary(uniqueKeysWithValues: zip(names, Int32(0)...))
    return .categories(
      LabelColumn(
        name: name, categories: names, codes: values.map { $0.flatMap { codes[$0] } ?? -1 }))
  }

  /// How many cells it colors, or nil where any number.
  var cellCount: Int? {
    switch self {
    case .categories(let column): column.codes.count
    case .numbers(_, let values): values.count
    case .agreement(let truth, _): truth.codes.count
    case .plain: nil
    }
  }
}
