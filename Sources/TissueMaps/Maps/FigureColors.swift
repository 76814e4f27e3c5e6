import CellSections

/// The color of every cell of a figure, and the legend that explains them.
struct FigureColors {
  /// `[panels]`.
  private(set) var orders: [PaintOrder] = []
  private(set) var legend = Legend(blocks: [])

  /// Colors all panels together: equal categories are equal colors everywhere, and panels of one number share
  /// one scale.
  ///
  /// - Parameter companions: sections that are not drawn, but have a say in the colors of categories.
  init(_ panels: [MapPanel], companions: [MapPanel] = [], style: MapStyle) throws(FigureError) {
    let theme = style.theme
    let labelled = panels.compactMap(LabelledPlaces.init)
    let columns = labelled.map(\.column)
    var scheme = CategoryScheme(
      labelled, companions: companions.compactMap(LabelledPlaces.init), theme: theme)
    try scheme.highlight(columns.isEmpty ? [] : style.highlighted, theme: theme)
    if let first = columns.first {
      let names = panels.filter { if case .categories = $0.coloring { true } else { false } }
      let block = scheme.legend(
        title: first.name, counts: style.legendCounts, panelNames: names.map(\.name),
        theme: theme)
      if !block.entries.isEmpty { legend.blocks.append(.categories(block)) }
    }
    let scales = Self.scales(panels, style)
    legend.blocks += scales.map { .bar($0.bar) }
    if let block = Self.agreementLegend(panels, theme) { legend.blocks.append(.categories(block)) }

    orders = panels.map { panel in
      switch panel.coloring {
      case .categories(let column): Self.order(column, scheme, theme)
      case .numbers(let name, let values):
        PaintOrder(
          values: values,
          range: scales.first { $0.name == name }?.bar.range
            ?? NumberRange([], percentiles: style.clippedPercentiles),
          missing: theme.missing)
      case .agreement(let truth, let prediction):
        PaintOrder(groups: Agreement(truth, prediction).groups(theme))
      case .plain: PaintOrder(groups: [(Array(0..<panel.cellCount), theme.quietInk)])
      }
    }
  }

  private static func order(_ column: LabelColumn, _ scheme: CategoryScheme, _ theme: Theme)
    -> PaintOrder
  {
    let indices = scheme.indices(of: column)
    var cells = [[Int]](repeating: [], count: scheme.categories.count)
    var missing: [Int] = []
    for (cell, code) in column.codes.enumerated() {
      if code < 0 { missing.append(cell) } else { cells[indices[Int(code)]].append(cell) }
    }
    /// Muted before unknown before known, then the common before the rare.
    func rank(_ index: Int) -> (Int, Int, Int) {
      let category = scheme.categories[index]
      return (category.isMuted ? 0 : category.isUnknown ? 1 : 2, -category.total, index)
    }
    let order = cells.indices.sorted { rank($0) < rank($1) }
    return PaintOrder(
      groups: [(missing, theme.missing)] + order.map { (cells[$0], scheme.categories[$0].color) })
  }

  /// One color scale for each number drawn, over the cells of all panels that show it.
  private static func scales(_ panels: [MapPanel], _ style: MapStyle)
    -> [(name: String, bar: ColorBar)]
  {
    var gathered: [(name: String, values: [Double], missing: Int)] = []
    for case .numbers(let name, let values) in panels.map(\.coloring) {
      let known = values.compactMap { $0 }.filter(\.isFinite)
      if let index = gathered.firstIndex(where: { $0.name == name }) {
        gathered[index].values += known
        gathered[index].missing += values.count - known.count
      } else {
        gathered.append((name, known, values.count - known.count))
      }
    }
    return gathered.map { name, values, missing in
      let entry = CategoryLegend.Entry(
        name: "missing", color: style.theme.missing, counts: [Numerals.grouped(missing)])
      return (
        name,
        ColorBar(
          title: name, range: NumberRange(values, percentiles: style.clippedPercentiles),
          missing: missing > 0 ? entry : nil)
      )
    }
  }

  private static func agreementLegend(_ panels: [MapPanel], _ theme: Theme) -> CategoryLegend? {
    var total: Agreement?
    for case .agreement(let truth, let prediction) in panels.map(\.coloring) {
      let own = Agreement(truth, prediction)
      total = total.map { $0 + own } ?? own
    }
    return total?.legend(theme)
  }
}
