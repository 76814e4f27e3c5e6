/// Where everything of a figure stands, in pixels.
package struct FigureLayout {
  package var width: Double
  package var height: Double
  /// Lines of the title and their baselines' starts.
  var title: [(text: String, start: Point)]
  package var panels: [PanelPlace]
  /// Pixels per unit of tissue.
  package var pixelsPerUnit: Double
  package var legend: Box
  var arrangement: LegendArrangement
  package var scaleBarCorner: Point
  /// Lines of the footnote and their baselines' starts.
  var footnote: [(text: String, start: Point)]

  /// Where a section stands.
  package struct PanelPlace {
    /// Baseline of the name.
    var nameStart: Point
    /// Baseline of the count.
    var countStart: Point
    /// The name as it fits.
    var name: String
    /// The tissue.
    package var map: Box
  }
}
