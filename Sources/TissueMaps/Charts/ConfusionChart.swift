/// Which class was taken for which: a row for each true class, a column for each predicted one, each cell
/// the share of the row.
public struct ConfusionChart: Sendable, Equatable {
  /// Stands over the chart, if anything.
  public var title: String?
  /// Names of rows and of columns.
  public var classes: [String]
  /// `[true classes, predicted classes]`, in cells of tissue.
  public var counts: [[Int]]
  public var style: ChartStyle

  /// Traps unless there are as many rows and columns as classes.
  public init(
    title: String? = nil, classes: [String], counts: [[Int]], style: ChartStyle = ChartStyle()
  ) {
    precondition(
      counts.count == classes.count && counts.allSatisfy { $0.count == classes.count },
      "ConfusionChart: \(classes.count) classes beside counts of \(counts.count) × \(counts.first?.count ?? 0)"
    )
    self.title = title
    self.classes = classes
    self.counts = counts
    self.style = style
  }

  /// Draws the chart. The same chart gives the same pixels.
  ///
  /// - Throws: ``FigureError`` where there is no class, a setting is out of range, or the chart would be too
  ///   large or too small.
  public func render() throws(FigureError) -> Raster {
    try style.check()
    guard !classes.isEmpty else { throw FigureError(title ?? "chart", .nothingToDraw) }
    let scale = PrintScale(dotsPerInch: style.dotsPerInch)
    let layout = try ConfusionLayout(self, scale)
    var canvas = try Canvas(
      width: layout.width, height: layout.height, background: style.theme.background,
      pixelLimit: style.pixelLimit, figure: title ?? "chart")
    ConfusionDrawing(chart: self, layout: layout, scale: scale).draw(on: &canvas)
    return canvas.raster
  }

  /// Of each row, `[true classes]`.
  var rowTotals: [Int] { counts.map { $0.reduce(0, +) } }
}
