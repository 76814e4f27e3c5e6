/// Numbers over numbers: loss curves, accuracy over coverage, calibration.
public struct LineChart: Sendable, Equatable {
  /// Stands over the chart, if anything.
  public var title: String?
  public var xAxis: ChartAxis
  public var yAxis: ChartAxis
  /// In the order they are drawn and named.
  public var series: [Series]
  public var style: ChartStyle

  /// One line.
  public struct Series: Sendable, Equatable {
    /// Stands at its end; an empty name is not written.
    public var name: String
    /// `[points]`.
    public var x: [Double]
    /// `[points]`; where it is not finite the line is broken.
    public var y: [Double]
    /// Nil takes the next color of the palette.
    public var color: Color?
    public var stroke: Stroke

    /// How a line is drawn.
    public enum Stroke: Sendable, Hashable {
      case solid
      /// Thin and pale, for what jumps from point to point and lies behind its mean.
      case faint
      /// For what is expected rather than measured.
      case dashed
      /// With a dot at each point, for few points.
      case dotted
    }

    /// Traps unless there is a y for each x.
    public init(
      _ name: String, x: [Double], y: [Double], color: Color? = nil, stroke: Stroke = .solid
    ) {
      precondition(x.count == y.count, "LineChart \(name): \(x.count) x beside \(y.count) y")
      self.name = name
      self.x = x
      self.y = y
      self.color = color
      self.stroke = stroke
    }
  }

  public init(
    title: String? = nil, xAxis: ChartAxis, yAxis: ChartAxis, series: [Series],
    style: ChartStyle = ChartStyle()
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.style = style
  }

  /// Draws the chart. The same chart gives the same pixels.
  ///
  /// - Throws: ``FigureError`` where there is no series, a setting is out of range, or the chart would be too
  ///   large or too small.
  public func render() throws(FigureError) -> Raster {
    try style.check()
    guard !series.isEmpty else { throw FigureError(title ?? "chart", .nothingToDraw) }
    let scale = PrintScale(dotsPerInch: style.dotsPerInch)
    let layout = try LineChartLayout(self, scale)
    var canvas = try Canvas(
      width: layout.width, height: layout.height, background: style.theme.background,
      pixelLimit: style.pixelLimit, figure: title ?? "chart")
    LineChartDrawing(chart: self, layout: layout, scale: scale).draw(on: &canvas)
    return canvas.raster
  }

  /// The color of each series, `[series]`.
  var colors: [Color] {
    let palette = CategoricalPalette.lineColors(series.count, theme: style.theme)
    return zip(series, palette).map { $0.color ?? $1 }
  }
}
