/// Draws a confusion chart: cells, names on both sides, totals, color scale.
struct ConfusionDrawing {
  let chart: ConfusionChart
  let layout: ConfusionLayout
  let scale: PrintScale

  private var theme: Theme { chart.style.theme }
  private var matrix: Box { layout.matrix }

  func draw(on canvas: inout Canvas) {
    for line in layout.title { canvas.write(line.text, at: line.start, scale.title, theme.ink) }
    drawNames(on: &canvas)
    let totals = chart.rowTotals
    for (column, counts) in chart.columns.map(\.counts).enumerated() {
      for row in chart.classes.indices {
        drawCell(row: row, column: column, counts[row], of: totals[row], on: &canvas)
      }
    }
    drawScale(on: &canvas)
  }

  private func drawCell(
    row: Int, column: Int, _ count: Int, of total: Int, on canvas: inout Canvas
  ) {
    let share = total > 0 ? Double(count) / Double(total) : 0
    let gap = layout.side >= 20 ? max(scale.points(0.5).rounded(), 1) : 0
    let cell = Box(
      x: matrix.x + layout.start(ofColumn: column, in: chart),
      y: matrix.y + Double(row) * layout.side,
      width: layout.side - gap, height: layout.side - gap)
    canvas.fill(.rectangle(cell), ShareScale.color(share, theme))
    guard let number = layout.number, count > 0 else { return }
    let percent = share * 100
    let text =
      percent < 0.5 ? "<1" : percent > 99.5 && percent < 100 ? ">99" : "\(Int(percent.rounded()))"
    let rise = number.size * Typeface.embedded.regular.capHeight / 2
    canvas.write(
      text, at: Point(x: cell.center.x, y: cell.center.y + rise), number,
      ShareScale.ink(on: share, theme), anchor: .middle)
  }

  private func drawNames(on canvas: inout Canvas) {
    let rise = layout.name.size * Typeface.embedded.regular.capHeight / 2
    let totals = chart.rowTotals
    for (index, name) in chart.classes.enumerated() where index % layout.namedEvery == 0 {
      let middle = (Double(index) + 0.5) * layout.side
      let text = TextFitting.ellipsised(name, width: layout.rowNameRoom + 0.5, style: layout.name)
      canvas.write(
        text, at: Point(x: matrix.x - scale.points(4), y: matrix.y + middle + rise), layout.name,
        theme.ink, anchor: .end)
      let number = TextStyle(
        size: min(scale.number.size, layout.name.size), figures: .tabular)
      canvas.write(
        Numerals.grouped(totals[index]),
        at: Point(x: layout.totalsEnd, y: matrix.y + middle + rise), number, theme.quietInk,
        anchor: .end)
    }
    for (column, name) in chart.columns.map(\.name).enumerated()
    where column % layout.namedEvery == 0 || chart.isUnanswered(column: column) {
      let middle = layout.start(ofColumn: column, in: chart) + layout.side / 2
      let text = TextFitting.ellipsised(
        name, width: layout.columnNameRoom + 0.5, style: layout.name)
      canvas.write(
        text, at: Point(x: matrix.x + middle + rise, y: matrix.y - scale.points(4)), layout.name,
        chart.isUnanswered(column: column) ? theme.quietInk : theme.ink, quarterTurns: 1)
    }
    let nameEdge = scale.points(4) + layout.columnNameRoom
    canvas.write(
      "predicted",
      at: Point(x: matrix.center.x, y: matrix.y - nameEdge - scale.label.size * 0.7), scale.label,
      theme.quietInk, anchor: .middle)
    canvas.write(
      "true",
      at: Point(
        x: matrix.x - scale.points(4) - layout.rowNameRoom - scale.label.size * 0.7,
        y: matrix.center.y), scale.label,
      theme.quietInk, anchor: .middle, quarterTurns: 1)
    canvas.write(
      "n", at: Point(x: layout.totalsEnd, y: matrix.y - scale.points(4)), scale.number,
      theme.quietInk, anchor: .end)
  }

  private func drawScale(on canvas: inout Canvas) {
    let bar = Box(
      x: layout.barCorner.x, y: layout.barCorner.y.rounded(),
      width: ConfusionLayout.barLength(scale), height: scale.points(5).rounded())
    for step in 0..<Int(bar.width) {
      let share = (Double(step) + 0.5) / bar.width
      canvas.fill(
        .rectangle(Box(x: bar.x + Double(step), y: bar.y, width: 1, height: bar.height)),
        ShareScale.color(share, theme))
    }
    let baseline = bar.bottom + scale.number.size * 1.3
    canvas.write("0", at: Point(x: bar.x, y: baseline), scale.number, theme.quietInk)
    canvas.write(
      "100 %", at: Point(x: bar.right, y: baseline), scale.number, theme.quietInk, anchor: .end)
    let rise = scale.number.size * Typeface.embedded.regular.capHeight / 2
    canvas.write(
      ConfusionLayout.caption,
      at: Point(x: bar.right + scale.points(5), y: bar.center.y + rise), scale.number,
      theme.quietInk)
  }
}

/// The color scale of shares: from almost paper to a strong blue.
enum ShareScale {
  /// The color of a share, 0…1.
  static func color(_ share: Double, _ theme: Theme) -> Color {
    let (low, high) =
      theme == .light
      ? (OKLab(Color(0xF4F6F9)), OKLab(Color(0x08519C)))
      : (OKLab(Color(0x1E232B)), OKLab(Color(0x8CC8FF)))
    let t = min(max(share, 0), 1)
    return OKLab(
      lightness: low.lightness + (high.lightness - low.lightness) * t,
      a: low.a + (high.a - low.a) * t, b: low.b + (high.b - low.b) * t
    ).color
  }

  /// The color of a number written on that of a share.
  static func ink(on share: Double, _ theme: Theme) -> Color {
    switch theme {
    case .light: share > 0.45 ? Color(0xFFFFFF) : Color(0x1B1F24)
    case .dark: share > 0.45 ? Color(0x10131A) : Color(0xF1F3F6)
    }
  }
}
