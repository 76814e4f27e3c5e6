/// Where the parts of a confusion chart stand, in pixels.
struct ConfusionLayout {
  let width: Double
  let height: Double
  let title: [(text: String, start: Point)]
  let matrix: Box
  /// The side of a cell.
  let side: Double
  /// Between the classes and the column of cells without a predicted one.
  let gapBeforeUnanswered: Double
  /// Of class names.
  let name: TextStyle
  /// The widest a name may be before a row.
  let rowNameRoom: Double
  /// The highest a name may be over a column.
  let columnNameRoom: Double
  /// Every how many-th class is named; more than 1 where there is no room for all.
  let namedEvery: Int
  /// Of the numbers in cells; nil where they do not fit.
  let number: TextStyle?
  /// Right edge of the numbers behind rows.
  let totalsEnd: Double
  /// Upper left corner of the color scale.
  let barCorner: Point

  /// Stands behind the color scale.
  static let caption = "share of the true class"

  /// The color scale's, in pixels.
  static func barLength(_ scale: PrintScale) -> Double { scale.millimetres(26).rounded() }

  init(_ chart: ConfusionChart, _ scale: PrintScale) throws(FigureError) {
    let widest = chart.style.width.pixels(scale, automaticMillimetres: 180)
    let largest = scale.millimetres(chart.style.width == .automatic ? 7.5 : 11)
    let count = Double(chart.classes.count)
    let columns = chart.columns
    gapBeforeUnanswered = chart.unanswered == nil ? 0 : scale.points(4).rounded()
    let totals = chart.rowTotals.map { TextLine(Numerals.grouped($0), scale.number).width }
    let totalRoom = (totals.max() ?? 0) + scale.points(6)
    let axis = scale.label.size * 1.8

    // Names as large as rows allow, from seven points down to four and a half.
    var best: (side: Double, name: TextStyle, rowRoom: Double, columnRoom: Double)?
    for size in [7, 6.5, 6, 5.5, 5, 4.5] {
      let name = TextStyle(size: scale.points(size))
      func room(_ names: [String]) -> Double {
        min(names.map { TextLine($0, name).width }.max() ?? 0, name.size * 16)
      }
      let rowRoom = room(chart.classes)
      let left = scale.margin + axis + rowRoom + scale.points(4)
      let wide = widest - left - totalRoom - scale.margin - gapBeforeUnanswered
      let side = min(wide / Double(columns.count), largest)
      if side >= name.size * 1.15 || size == 4.5 {
        best = (side, name, rowRoom, room(columns.map(\.name)))
        break
      }
    }
    guard let best, best.side >= 1 else {
      throw FigureError(
        chart.title ?? "chart", .canvasTooSmall(width: widest, minimum: widest + count))
    }
    side = best.side >= 8 ? best.side.rounded(.down) : best.side
    name = best.name
    rowNameRoom = best.rowRoom
    columnNameRoom = best.columnRoom
    namedEvery = max(Int((name.size * 1.15 / best.side).rounded(.up)), 1)
    let figures = TextStyle(size: min(scale.points(6.5), best.side * 0.42), figures: .tabular)
    number = figures.size >= scale.points(4) ? figures : nil

    let left = (scale.margin + axis + rowNameRoom + scale.points(4)).rounded()
    let matrixSide = (side * count).rounded()
    let matrixWidth = (side * Double(columns.count) + gapBeforeUnanswered).rounded()
    let foot =
      Self.barLength(scale) + scale.points(5) + TextLine(Self.caption, scale.number).width
    let contentWidth = max(left + matrixWidth + totalRoom - scale.margin, foot)
    width =
      chart.style.width == .automatic
      ? (contentWidth + 2 * scale.margin).rounded(.up) : widest
    let shift = ((width - contentWidth) / 2).rounded() - scale.margin.rounded()

    var top = scale.margin
    var title: [(text: String, start: Point)] = []
    for line in TextFitting.wrapped(
      chart.title ?? "", width: contentWidth, limit: 2, style: scale.title)
    {
      title.append((line, Point(x: scale.margin + shift, y: top + scale.title.size * 0.9)))
      top += scale.title.size * 1.25
    }
    self.title = title
    if !title.isEmpty { top += scale.points(6) }
    matrix = Box(
      x: left + shift, y: (top + axis + columnNameRoom + scale.points(4)).rounded(),
      width: matrixWidth,
      height: matrixSide)
    totalsEnd = matrix.right + totalRoom
    barCorner = Point(
      x: min(matrix.x, scale.margin.rounded() + shift + contentWidth - foot).rounded(),
      y: matrix.bottom + scale.points(10))
    height = (barCorner.y + scale.points(7) + scale.number.size * 1.7 + scale.margin).rounded(.up)
  }

  /// The left edge of a column, from that of the matrix.
  func start(ofColumn column: Int, in chart: ConfusionChart) -> Double {
    Double(column) * side + (chart.isUnanswered(column: column) ? gapBeforeUnanswered : 0)
  }
}
