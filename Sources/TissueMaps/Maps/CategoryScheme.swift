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
    /// Whether its color is the file's.
    var hasGivenColor = false
    /// Whether others are highlighted and this is not.
    var isMuted = false

    var total: Int { counts.reduce(0, +) }
  }

  /// Gathers the columns of the panels. Colors come from the first column that names the category and has colors;
  /// the others get those of the palette, arranged so that categories that touch look least alike.
  ///
  /// - Parameter companions: not drawn, but asked for colors and neighbours as if they were.
  init(_ panels: [LabelledPlaces], companions: [LabelledPlaces] = [], theme: Theme) {
    missing = [Int](repeating: 0, count: panels.count)
    var indices: [String: Int] = [:]
    var given: [Int: Color] = [:]
    var isUsed: [Bool] = []
    for (panel, column) in (panels + companions).map(\.column).enumerated() {
      let colors = Self.givenColors(of: column)
      var own: [Int] = []
      for (code, name) in column.categories.enumerated() {
        let index = indices[name] ?? categories.count
        if index == categories.count {
          indices[name] = index
          categories.append(
            Category(
              name: name, color: theme.missing,
              counts: [Int](repeating: 0, count: panels.count),
              isUnknown: Self.saysUnknown(name)))
          isUsed.append(false)
        }
        if let color = colors?[code], given[index] == nil { given[index] = color }
        own.append(index)
      }
      for code in column.codes {
        if code >= 0 { isUsed[own[Int(code)]] = true }
        guard panels.indices.contains(panel) else { continue }
        if code < 0 {
          missing[panel] += 1
        } else {
          categories[own[Int(code)]].counts[panel] += 1
        }
      }
    }
    color(given, isUsed, touching: panels + companions, theme)
  }

  private mutating func color(
    _ given: [Int: Color], _ isUsed: [Bool], touching sections: [LabelledPlaces], _ theme: Theme
  ) {
    for index in categories.indices where categories[index].isUnknown {
      categories[index].color = theme.unknown
    }
    for (index, color) in given {
      categories[index].color = color
      categories[index].hasGivenColor = true
    }
    let free = categories.indices.filter { !categories[$0].isUnknown && given[$0] == nil }
    let shown = free.filter { isUsed[$0] }
    let taken = categories.indices.filter { given[$0] != nil && isUsed[$0] }
    let palette = Self.palette(free.count, apartFrom: taken.map { categories[$0].color }, theme)
    var colors = Array(palette.prefix(shown.count))
    if shown.count > 1 {
      colors = ColorAssignment.arranged(
        colors, fixed: taken.map { categories[$0].color },
        weights: contacts(of: shown + taken, in: sections).weights)
    }
    let unused = free.filter { !isUsed[$0] }
    for (index, color) in zip(shown + unused, colors + palette.dropFirst(shown.count)) {
      categories[index].color = color
    }
  }

  /// Colors of the palette; those too like a given one last.
  private static func palette(_ count: Int, apartFrom given: [Color], _ theme: Theme) -> [Color] {
    guard !given.isEmpty, count > 0 else { return CategoricalPalette.colors(count, theme: theme) }
    let colors = CategoricalPalette.colors(count + given.count, theme: theme)
    let isApart = colors.map { color in
      given.allSatisfy { ColorDifference.seen(color, $0) >= leastDifference }
    }
    let apart = colors.indices.filter { isApart[$0] } + colors.indices.filter { !isApart[$0] }
    return apart.prefix(count).map { colors[$0] }
  }

  private static let leastDifference = 10.0

  private func contacts(of chosen: [Int], in sections: [LabelledPlaces]) -> CategoryContacts {
    var contacts = CategoryContacts(count: chosen.count)
    var place = [Int?](repeating: nil, count: categories.count)
    for (order, index) in chosen.enumerated() { place[index] = order }
    for section in sections {
      let own = indices(of: section.column).map { place[$0] }
      contacts.add(
        section.column.codes.map { $0 < 0 ? nil : own[Int($0)] }, at: section.coordinates)
    }
    return contacts
  }

  /// The file's colors of a column, if there is a readable one for each category.
  private static func givenColors(of column: LabelColumn) -> [Color]? {
    guard let texts = column.colors, texts.count == column.categories.count else { return nil }
    let colors = texts.compactMap(Color.init(hex:))
    return colors.count == texts.count ? colors : nil
  }

  /// Names by which annotations say that they do not know; `Zero` is what pciSeq calls a cell of no type.
  private static func saysUnknown(_ name: String) -> Bool {
    [
      "", "unknown", "undetermined", "unassigned", "unlabelled", "unlabeled", "unclassified", "na",
      "n/a", "nan", "none", "zero",
    ].contains(name.lowercased())
  }

  /// Makes all but the named categories stand back, and those of the named that are as pale as the others then
  /// are, stronger, in their hue; colors that the file gave stay.
  ///
  /// - Throws: ``FigureError`` where a name is no category.
  mutating func highlight(_ names: [String], theme: Theme) throws(FigureError) {
    guard !names.isEmpty else { return }
    for name in names where !categories.contains(where: { $0.name == name }) {
      throw FigureError(
        "highlight", .categoryNotFound(name: name, known: categories.map(\.name)))
    }
    for index in categories.indices {
      if !names.contains(categories[index].name) {
        categories[index].isMuted = true
        categories[index].color = theme.muted
      } else if !categories[index].hasGivenColor, theme == .light {
        categories[index].color = categories[index].color.strongOnWhite
      }
    }
  }

  /// The index of each category of a column.
  func indices(of column: LabelColumn) -> [Int] {
    let indexOfName = Dictionary(
      categories.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    return column.categories.map { indexOfName[$0] ?? 0 }
  }
}

/// The categories of a section's cells, and where these lie.
struct LabelledPlaces {
  var column: LabelColumn
  var coordinates: Coordinates

  /// Nil where the panel shows no categories.
  init?(_ panel: MapPanel) {
    guard case .categories(let column) = panel.coloring else { return nil }
    self.column = column
    coordinates = panel.coordinates
  }
}
