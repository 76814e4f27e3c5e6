/// What a figure of maps must find room for.
struct FigureContent {
  var title: String?
  var panels: [Panel]
  var legend: Legend
  /// Whether a strip for the scale bar is needed.
  var hasScaleBar: Bool

  /// One section.
  struct Panel {
    /// The name above it.
    var name: String
    /// Behind the name: how many cells.
    var count: String
    /// Of the tissue, in the unit all panels share.
    var width: Double
    var height: Double
  }
}

/// How wide a figure is.
public enum FigureWidth: Sendable, Hashable {
  /// As wide as it needs to be, at most 180 mm: two columns of a page.
  case automatic
  /// Exactly this wide when printed at the style's resolution.
  case millimetres(Double)
  /// Exactly this many pixels.
  case pixels(Int)
}

/// Where everything of a figure stands, in pixels.
struct FigureLayout {
  var width: Double
  var height: Double
  /// Lines of the title and their baselines' starts.
  var title: [(text: String, start: Point)]
  var panels: [PanelPlace]
  /// Pixels per unit of tissue.
  var pixelsPerUnit: Double
  var legendCorner: Point
  var arrangement: LegendArrangement
  var scaleBarCorner: Point

  /// Where a section stands.
  struct PanelPlace {
    /// Baseline of the name.
    var nameStart: Point
    /// Baseline of the count.
    var countStart: Point
    /// The name as it fits.
    var name: String
    /// The tissue.
    var map: Box
  }
}
