/// How a chart looks.
public struct ChartStyle: Sendable, Equatable {
  /// White or near-black paper.
  public var theme: Theme
  /// Of the whole chart; automatic is 120 mm.
  public var width: FigureWidth
  /// The plot's height as a share of its width.
  public var aspect: Double
  /// Decides the size of type in pixels, and goes into the file.
  public var dotsPerInch: Double
  /// The most pixels a chart may have.
  public var pixelLimit: Int

  public init(
    theme: Theme = .light, width: FigureWidth = .automatic, aspect: Double = 0.6,
    dotsPerInch: Double = 300, pixelLimit: Int = 100_000_000
  ) {
    self.theme = theme
    self.width = width
    self.aspect = aspect
    self.dotsPerInch = dotsPerInch
    self.pixelLimit = pixelLimit
  }

  /// - Throws: ``FigureError`` where a number could not be drawn with.
  func check() throws(FigureError) {
    try FigureWidth.check(width, dotsPerInch: dotsPerInch)
    guard (0.05...20).contains(aspect) else {
      throw FigureError("style", .settingOutOfRange(name: "aspect", value: aspect))
    }
  }

  /// The chart's width, in pixels.
  func widest(_ scale: PrintScale) -> Double {
    width.pixels(scale, automaticMillimetres: 120)
  }
}
