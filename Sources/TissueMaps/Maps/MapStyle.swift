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
    func require(_ isGood: Bool, _ name: String, _ value: Double) throws(FigureError) {
      if !isGood { throw FigureError("style", .settingOutOfRange(name: name, value: value)) }
    }
    try require((10...10_000).contains(dotsPerInch), "dotsPerInch", dotsPerInch)
    try require(rotation.isFinite, "rotation", rotation)
    let (low, high) = (clippedPercentiles.lowerBound, clippedPercentiles.upperBound)
    try require(low >= 0 && low < high, "lower percentile", low)
    try require(high <= 100, "upper percentile", high)
    switch width {
    case .automatic: break
    case .millimetres(let wide): try require(wide > 0 && wide.isFinite, "width", wide)
    case .pixels(let wide): try require(wide > 0, "width", Double(wide))
    }
  }

  /// The widest the figure may be, in pixels.
  func widest(_ scale: PrintScale) -> Double {
    switch width {
    case .automatic: scale.millimetres(180).rounded()
    case .millimetres(let wide): scale.millimetres(wide).rounded()
    case .pixels(let wide): Double(wide)
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
