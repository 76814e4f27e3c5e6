/// How a figure of maps looks.
public struct MapStyle: Sendable, Equatable {
  /// White or near-black paper.
  public var theme: Theme
  /// Of the whole figure.
  public var width: FigureWidth
  /// Decides the size of type in pixels, and goes into the file.
  public var dotsPerInch: Double
  /// Left and right change places, before any turn.
  public var flipX: Bool
  /// Top and bottom change places, before any turn.
  public var flipY: Bool
  /// The turn of every section, with the clock, in degrees.
  public var rotation: Double
  /// Categories to show before all others, which stand back in pale grey; empty shows all alike.
  public var highlighted: [String]
  /// Percentiles of the numbers at which the color scale ends; what lies beyond takes the end's color, and
  /// the legend says so.
  public var clippedPercentiles: ClosedRange<Double>
  /// What the numbers in the legend count.
  public var legendCounts: LegendCounts
  /// The most pixels a figure may have.
  public var pixelLimit: Int

  public init(
    theme: Theme = .light, width: FigureWidth = .automatic, dotsPerInch: Double = 300,
    flipX: Bool = false, flipY: Bool = false, rotation: Double = 0, highlighted: [String] = [],
    clippedPercentiles: ClosedRange<Double> = 1...99, legendCounts: LegendCounts = .total,
    pixelLimit: Int = 100_000_000
  ) {
    self.theme = theme
    self.width = width
    self.dotsPerInch = dotsPerInch
    self.flipX = flipX
    self.flipY = flipY
    self.rotation = rotation
    self.highlighted = highlighted
    self.clippedPercentiles = clippedPercentiles
    self.legendCounts = legendCounts
    self.pixelLimit = pixelLimit
  }
}

extension MapStyle {
  /// - Throws: ``FigureError`` where a number could not be drawn with.
  func check() throws(FigureError) {
    try FigureWidth.check(width, dotsPerInch: dotsPerInch)
    guard rotation.isFinite else {
      throw FigureError("style", .settingOutOfRange(name: "rotation", value: rotation))
    }
    let (low, high) = (clippedPercentiles.lowerBound, clippedPercentiles.upperBound)
    guard low >= 0, low < high, high <= 100 else {
      throw FigureError(
        "style", .settingOutOfRange(name: "percentile", value: low >= 0 && low < high ? high : low))
    }
  }
}

/// What the numbers in a legend of categories count.
public enum LegendCounts: Sendable, Hashable {
  /// Cells of all panels together.
  case total
  /// Cells of each panel in a column of its own: truth beside prediction of the same cells.
  case perPanel
  /// No numbers.
  case none
}
