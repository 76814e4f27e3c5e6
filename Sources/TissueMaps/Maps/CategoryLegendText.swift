import CellSections

extension CategoryScheme {
  /// The most categories a legend names; smaller ones are summed up in one line.
  private static let mostEntries = 240

  /// The legend of the scheme: categories that have cells, in order; then what stands back, what is missing.
  func legend(title: String, counts: LegendCounts, panelNames: [String], theme: Theme)
    -> CategoryLegend
  {
    var shown = NaturalOrder.shown(categories.map(\.name)).map { categories[$0] }
      .filter { $0.total > 0 && !$0.isMuted && !$0.isUnknown }
    var rest: [Category] = []
    if shown.count > Self.mostEntries {
      let least = shown.map(\.total).sorted(by: >)[Self.mostEntries - 1]
      let larger = shown.count { $0.total > least }
      var room = Self.mostEntries - larger
      let all = shown
      shown = []
      for category in all {
        if category.total > least {
          shown.append(category)
        } else if category.total == least, room > 0 {
          room -= 1
          shown.append(category)
        } else {
          rest.append(category)
        }
      }
    }
    var entries = shown.map { entry($0.name, $0.color, $0.counts, counts) }
    if !rest.isEmpty {
      entries.append(
        entry("\(Numerals.grouped(rest.count)) more", theme.unknown, sum(rest), counts))
    }
    for category in categories where category.isUnknown && category.total > 0 && !category.isMuted {
      let name = category.name.isEmpty ? "(empty name)" : category.name
      entries.append(entry(name, category.color, category.counts, counts))
    }
    let muted = categories.filter { $0.isMuted && $0.total > 0 }
    if !muted.isEmpty { entries.append(entry("others", theme.muted, sum(muted), counts)) }
    if missing.contains(where: { $0 > 0 }) {
      entries.append(entry("missing", theme.missing, missing, counts))
    }
    return CategoryLegend(
      title: title, countTitles: counts == .perPanel ? panelNames : [], entries: entries)
  }

  private func sum(_ categories: [Category]) -> [Int] {
    missing.indices.map { panel in categories.reduce(0) { $0 + $1.counts[panel] } }
  }

  private func entry(_ name: String, _ color: Color, _ cells: [Int], _ counts: LegendCounts)
    -> CategoryLegend.Entry
  {
    let texts =
      switch counts {
      case .total: [Numerals.grouped(cells.reduce(0, +))]
      case .perPanel: cells.map(Numerals.grouped)
      case .none: [String]()
      }
    return CategoryLegend.Entry(name: name, color: color, counts: texts)
  }
}
