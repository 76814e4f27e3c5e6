/// A figure of one or more sections: every cell a point, colors explained by one shared legend.
///
/// Sections are drawn with equal aspect, y down, all at one scale, with a scale bar where the size of a step
/// is known.
public struct TissueMap: Sendable, Equatable {
  /// Stands over the figure, if anything.
  public var title: String?
  /// The sections, left to right and top to bottom.
  public var panels: [MapPanel]
  /// Stands under the figure in small type, if anything: what the reader must know who sees it alone.
  public var footnote: String?
  /// Sections of the same file that are not drawn, but have a say in the colors: figures of single sections then
  /// agree.
  public var companions: [MapPanel] = []
  /// How it looks.
  public var style: MapStyle

  public init(
    title: String? = nil, panels: [MapPanel], footnote: String? = nil, style: MapStyle = MapStyle()
  ) {
    self.title = title
    self.footnote = footnote
    self.panels = panels
    self.style = style
  }

  /// Draws the figure. The same figure gives the same pixels.
  ///
  /// - Throws: ``FigureError`` where a position is not finite, a highlighted category does not exist, a
  ///   setting is out of range, or the figure would be too large or too small.
  public func render() throws(FigureError) -> Raster { try draw().raster }

  /// Draws the figure as `render` does, and says what is not as the reader of a map expects.
  public func draw() throws(FigureError) -> DrawnFigure {
    let plan = try FigurePlan(self)
    return DrawnFigure(raster: try plan.draw(self), notes: plan.notes(on: self))
  }

  /// The color of each category of the panels and their companions, in order of appearance, as the figure has them
  /// where none is highlighted.
  public var categoryColors: [(name: String, color: Color)] {
    let scheme = CategoryScheme(
      panels.compactMap(LabelledPlaces.init),
      companions: companions.compactMap(LabelledPlaces.init), theme: style.theme)
    return scheme.categories.map { ($0.name, $0.color) }
  }
}
