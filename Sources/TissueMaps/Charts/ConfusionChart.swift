/// Which class was taken for which: a row for each true class, a column for each predicted one, each cell
/// the share of the row.
public struct ConfusionChart: Sendable, Equatable {
  /// Stands over the chart, if anything.
  public var title: String?
  /// Names of rows and of columns.
  public var classes: [String]
  /// `[true classes, predicted classes]`, in cells of tissue.
  public var counts: [[Int]]
  /// Cells of which nothing was predicted: a column of its own behind the others, and part of each row's sum.
  public var unanswered: Unanswered?
  public var style: ChartStyle

  /// Cells without a predicted class.
  public struct Unanswered: Sendable, Equatable {
    /// Stands over the column.
    public var name: String
    /// `[true classes]`.
    public var counts: [Int]

    public init(name: String, counts: [Int]) {
      self.name = name
      self.counts = counts
    }
  }

  /// Traps unless there are as many rows and columns as classes.
  public init(
    title: String? = nil, classes: [String], counts: [[Int]], unanswered: Unanswered? = nil,
    style: ChartStyle = ChartStyle()
  ) {
    precondition(
      unanswered.map { $0.counts.count == classes.count } ?? true,
      "ConfusionChart: \(classes.count) classes beside \(unanswered?.counts.count ?? 0) unanswered")
    precondition(
      counts.count == classes.count && counts.allSatisfy { $0.count == classes.count },
      "ConfusionChart: \(classes.count) classes beside counts of \(counts.count) × \(counts.first?.count ?? 0)"
    )
    self.title = title
    self.classes = classes
    self.counts = counts
    self.unanswered = unanswered
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

  /// Of each row, those without a predicted class among them, `[true classes]`.
  var rowTotals: [Int] { columns.reduce(classes.map { _ in 0 }) { zip($0, $1.counts).map(+) } }

  /// Names over the columns and their counts, `[columns][true classes]`.
  var columns: [(name: String, counts: [Int])] {
    let predicted = classes.indices.map { column in
      (name: classes[column], counts: counts.map { $0[column] })
    }
    return predicted + (unanswered.map { [(name: $0.name, counts: $0.counts)] } ?? [])
  }

  /// Whether a column is set apart.
  func isUnanswered(column: Int) -> Bool { column == classes.count }
}
