/// Names, colors and numbers of cells of categories.
struct CategoryLegend: Equatable {
  /// The key that was drawn, such as `cell_type`.
  var title: String
  /// Above each column of numbers; empty where there is one column that needs none.
  var countTitles: [String]
  let entries: [Entry]
  /// Of each name, in em.
  private let nameWidths: [Double]
  /// Of the widest number in each column of numbers, in em.
  private let countWidths: [Double]

  /// A line of a legend.
  struct Entry: Equatable {
    var name: String
    var color: Color
    /// What stands behind the name, one text for each column of numbers.
    var counts: [String]
  }

  init(title: String, countTitles: [String] = [], entries: [Entry]) {
    self.title = title
    self.countTitles = countTitles
    self.entries = entries
    let name = TextStyle(size: 1)
    let number = TextStyle(size: 1, figures: .tabular)
    nameWidths = entries.map { TextLine($0.name, name).width }
    countWidths = (0..<(entries.first?.counts.count ?? 0)).map { column in
      let widest = entries.map { TextLine($0.counts[column], number).width }.max() ?? 0
      guard column < countTitles.count else { return widest }
      return max(widest, min(TextLine(countTitles[column], name).width, 7))
    }
  }

  /// The share of names that `arrangement` cuts.
  func shareOfCutNames(_ arrangement: LegendArrangement) -> Double {
    guard !entries.isEmpty else { return 0 }
    let cut = nameWidths.count { $0 > arrangement.longestName }
    return Double(cut) / Double(entries.count)
  }

  /// How much room the legend takes, in pixels.
  func size(_ arrangement: LegendArrangement, _ scale: PrintScale) -> Extent {
    let metrics = Metrics(self, arrangement, scale)
    return Extent(
      width: max(metrics.width, TextLine(title, scale.legendTitle).width), height: metrics.height)
  }

  /// Draws the legend with its upper left corner at `corner`.
  func draw(
    on canvas: inout Canvas, at corner: Point, _ arrangement: LegendArrangement,
    _ scale: PrintScale, _ theme: Theme
  ) {
    let metrics = Metrics(self, arrangement, scale)
    canvas.write(
      title, at: Point(x: corner.x, y: corner.y + scale.legendTitle.size), scale.legendTitle,
      theme.ink)
    for column in 0..<metrics.columns {
      let x = corner.x + metrics.starts[column]
      let room = metrics.nameRooms[column]
      let countStart = x + metrics.nameStart + room
      drawCountTitles(on: &canvas, x: countStart, y: corner.y + metrics.head, metrics, theme)
      for row in 0..<metrics.rows {
        let index = column * metrics.rows + row
        guard index < entries.count else { break }
        let y = corner.y + metrics.head + (Double(row) + 0.5) * metrics.rowHeight
        draw(entries[index], on: &canvas, x: x, middle: y, nameRoom: room, metrics, theme)
      }
    }
  }

  private func draw(
    _ entry: Entry, on canvas: inout Canvas, x: Double, middle: Double, nameRoom: Double,
    _ metrics: Metrics,
    _ theme: Theme
  ) {
    let em = metrics.name.size
    let baseline = middle + em * Typeface.embedded.regular.capHeight / 2
    let swatch = Point(x: x + metrics.swatch / 2, y: baseline.rounded() - em * 0.364)
    canvas.fill(.disc(center: swatch, radius: metrics.swatch / 2), entry.color)
    let name = TextFitting.ellipsised(entry.name, width: nameRoom, style: metrics.name)
    canvas.write(name, at: Point(x: x + metrics.nameStart, y: baseline), metrics.name, theme.ink)
    for (column, count) in entry.counts.enumerated() {
      canvas.write(
        count,
        at: Point(x: x + metrics.nameStart + nameRoom + metrics.countEnds[column], y: baseline),
        metrics.number,
        theme.quietInk, anchor: .end)
    }
  }

  private func drawCountTitles(
    on canvas: inout Canvas, x: Double, y: Double, _ metrics: Metrics, _ theme: Theme
  ) {
    for (column, title) in countTitles.enumerated() {
      let room = countWidths[column] * metrics.name.size + 0.5
      canvas.write(
        TextFitting.ellipsised(title, width: room, style: metrics.name),
        at: Point(x: x + metrics.countEnds[column], y: y - metrics.name.size * 0.35), metrics.name,
        theme.quietInk, anchor: .end)
    }
  }

  /// Positions within a legend, in pixels.
  private struct Metrics {
    let columns: Int
    let rows: Int
    let name: TextStyle
    let number: TextStyle
    let rowHeight: Double
    /// From the top to the first row.
    let head: Double
    let swatch: Double
    let nameStart: Double
    /// Left edges of the columns, from the legend's.
    let starts: [Double]
    /// Room for names in each column.
    let nameRooms: [Double]
    /// Right edges of the numbers, from the end of the names.
    let countEnds: [Double]
    let width: Double

    var height: Double { head + Double(rows) * rowHeight }

    init(_ legend: CategoryLegend, _ arrangement: LegendArrangement, _ scale: PrintScale) {
      let em = scale.points(arrangement.textSize)
      let count = legend.entries.count
      let wanted = max(min(arrangement.columns, count), 1)
      let rows = (count + wanted - 1) / wanted
      self.rows = rows
      columns = rows == 0 ? 0 : (count + rows - 1) / rows
      name = TextStyle(size: em)
      number = TextStyle(size: em, figures: .tabular)
      rowHeight = (em * 1.5).rounded()
      head =
        (scale.legendTitle.size * 1.75 + (legend.countTitles.isEmpty ? 0 : em * 1.4)).rounded()
      swatch = em * 0.92
      nameStart = em * 1.5
      nameRooms = (0..<columns).map { column in
        let names = legend.nameWidths[column * rows..<min((column + 1) * rows, count)]
        return min(names.max() ?? 0, arrangement.longestName) * em + 0.5
      }
      var end = 0.0
      countEnds = legend.countWidths.map { width in
        end += (1 + width) * em
        return end
      }
      var x = 0.0
      starts = nameRooms.map { room in
        defer { x += em * 1.5 + room + end + em * 2 }
        return x
      }
      width = max(x - em * 2, 0)
    }
  }
}
