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
