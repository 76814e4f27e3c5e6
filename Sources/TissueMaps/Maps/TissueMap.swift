/// A figure of one or more sections: every cell a point, colors explained by one shared legend.
///
/// Sections are drawn with equal aspect, y down, all at one scale, with a scale bar where the size of a step
/// is known.
public struct TissueMap: Sendable, Equatable {
  /// Stands over the figure, if anything.
  public var title: String?
  /// The sections, left to right and top to bottom.
  public var panels: [MapPanel]
  /// How it looks.
  public var style: MapStyle

  public init(title: String? = nil, panels: [MapPanel], style: MapStyle = MapStyle()) {
    self.title = title
    self.panels = panels
    self.style = style
  }

  /// Draws the figure. The same figure gives the same pixels.
  ///
  /// - Throws: ``FigureError`` where a position is not finite, a highlighted category does not exist, a
  ///   setting is out of range, or the figure would be too large or too small.
  public func render() throws(FigureError) -> Raster {
    try FigurePlan(self).draw(self)
  }
}
