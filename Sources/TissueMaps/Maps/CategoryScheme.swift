import CellSections

/// The categories of all panels together, each with one color throughout the figure.
struct CategoryScheme {
  /// In order of first appearance, names unique.
  private(set) var categories: [Category] = []
  /// Cells without a category, `[panels]`.
  private(set) var missing: [Int]

  /// A category of a figure.
  struct Category {
    var name: String
    var color: Color
    /// How many cells, `[panels]`.
    var counts: [Int]
    /// Whether it says that nothing is known.
    var isUnknown: Bool
    /// Whether others are highlighted and this is not.
    var isMuted = false

    var total: Int { counts.reduce(0, +) }
  }

  /// Gathers the columns; colors come from the first column that names the category and has colors, else
  /// from the palette in order.
  init(_ columns: [LabelColumn], theme: Theme) {
    missing = [Int](repeating: 0, count: columns.count)
    var indices: [String: Int] = [:]
    var given: [Int: Color] = [:]
    for (panel, column) in columns.enumerated() {
      let colors = Self.givenColors(of: column)
      var own: [Int] = []
      for (code, name) in column.categories.enumerated() {
        let index = indices[name] ?? categories.count
        if index == categories.count {
          indices[name] = index
          categories.append(
            Category(
              name: name, color: theme.missing,
              counts: [Int](repeating: 0, count: columns.count),
              isUnknown: Self.saysUnknown(name)))
        }
        if let color = colors?[code], given[index] == nil { given[index] = color }
        own.append(index)
      }
      for code in column.codes {
        if code < 0 {
          missing[panel] += 1
        } else {
          categories[own[Int(code)]].counts[panel] += 1
        }
      }
    }
    color(given, theme)
  }

  private mutating func color(_ given: [Int: Color], _ theme: Theme) {
    let known = categories.indices.filter { !categories[$0].isUnknown }
    for (index, color) in zip(known, CategoricalPalette.colors(known.count, theme: theme)) {
      categories[index].color = color
    }
    for index in categories.indices where categories[index].isUnknown {
      categories[index].color = theme.unknown
    }
    for (index, color) in given { categories[index].color = color }
  }

  /// The file's colors of a column, if there is a readable one for each category.
  private static func givenColors(of column: LabelColumn) -> [Color]? {
    guard let texts = column.colors, texts.count == column.categories.count else { return nil }
    let colors = texts.compactMap(Color.init(hex:))
    return colors.count == texts.count ? colors : nil
  }

  /// Names by which annotations say that they do not know.
  private static func saysUnknown(_ name: String) -> Bool {
    [
      "", "unknown", "undetermined", "unassigned", "unlabelled", "unlabeled", "unclassified", "na",
      "n/a", "nan", "none",
    ].contains(name.lowercased())
  }

  /// Makes all but the named categories stand back.
  ///
  /// - Throws: ``FigureError`` where a name is no category.
  mutating func highlight(_ names: [String], theme: Theme) throws(FigureError) {
    guard !names.isEmpty else { return }
    for name in names where !categories.contains(where: { $0.name == name }) {
      throw FigureError(
        "highlight", .categoryNotFound(name: name, known: categories.map(\.name)))
    }
    for index in categories.indices where !names.contains(categories[index].name) {
      categories[index].isMuted = true
      categories[index].color = theme.muted
    }
  }

  /// The index of each category of a column.
  func indices(of column: LabelColumn) -> [Int] {
    let indexOfName = Dictionary(
      categories.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    return column.categories.map { indexOfName[$0] ?? 0 }
  }
}
