/// What a figure of maps must find room for.
struct FigureContent {
  var title: String?
  var panels: [Panel]
  var legend: Legend
  /// Whether a strip for the scale bar is needed.
  var hasScaleBar: Bool
  /// Stands under all else, if anything.
  var footnote: String?

  /// One section.
  struct Panel {
    /// The name above it.
    var name: String
    /// Behind the name: how many cells.
    var count: String
    /// How many.
    var cellCount: Int
    /// Of the tissue, in the unit all panels share.
    var width: Double
    var height: Double
  }
}
