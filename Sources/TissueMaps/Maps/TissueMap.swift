import CellSections

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
    try style.check()
    guard !panels.isEmpty else { throw FigureError(title ?? "figure", .nothingToDraw) }
    let scale = PrintScale(dotsPerInch: style.dotsPerInch)
    let colors = try FigureColors(panels, style: style)
    let units = SharedUnit(panels)
    var geometries: [PanelGeometry] = []
    for (panel, unitsPerStep) in zip(panels, units.perStep) {
      geometries.append(try PanelGeometry(panel, unitsPerStep: unitsPerStep, style: style))
    }
    let content = FigureContent(
      title: title,
      panels: zip(panels, geometries).map { panel, geometry in
        FigureContent.Panel(
          name: panel.name, count: panel.observation.text(count: panel.cellCount),
          cellCount: panel.cellCount, width: geometry.frame.width, height: geometry.frame.height)
      },
      legend: colors.legend, hasScaleBar: units.isMicrons && geometries.contains { $0.hasExtent })
    let layout = try LayoutSearch(
      content: content, scale: scale, widest: style.width.pixels(scale, automaticMillimetres: 180),
      widthIsFixed: style.width != .automatic
    ).best()
    return try draw(layout, content, geometries, colors, scale)
  }

  private func draw(
    _ layout: FigureLayout, _ content: FigureContent, _ geometries: [PanelGeometry],
    _ colors: FigureColors, _ scale: PrintScale
  ) throws(FigureError) -> Raster {
    let theme = style.theme
    var canvas = try Canvas(
      width: layout.width, height: layout.height, background: theme.background,
      pixelLimit: style.pixelLimit, figure: title ?? "figure")
    for line in layout.title {
      canvas.write(line.text, at: line.start, scale.title, theme.ink)
    }
    for (index, place) in layout.panels.enumerated() {
      canvas.write(place.name, at: place.nameStart, scale.heading, theme.ink)
      canvas.write(
        content.panels[index].count, at: place.countStart, scale.label, theme.quietInk)
      PanelDrawing(
        panel: panels[index], geometry: geometries[index], order: colors.orders[index],
        box: place.map, pixelsPerUnit: layout.pixelsPerUnit, scale: scale
      ).draw(on: &canvas)
    }
    if content.hasScaleBar {
      let width = layout.panels.map(\.map.width).max() ?? layout.width
      let longest = max(width * 0.2, min(width * 0.8, scale.millimetres(20)))
      ScaleBar(pixelsPerMicron: layout.pixelsPerUnit, longest: longest)?
        .draw(on: &canvas, at: layout.scaleBarCorner, scale, theme)
    }
    colors.legend.draw(on: &canvas, at: layout.legendCorner, layout.arrangement, scale, theme)
    return canvas.raster
  }
}

/// The unit in which all sections of a figure are drawn.
struct SharedUnit {
  /// Units in a step of each section's coordinates, `[panels]`.
  let perStep: [Double]
  /// Whether the unit is a micrometre.
  let isMicrons: Bool

  /// Micrometres where all sections know theirs; else steps, as sections of one file have them alike.
  init(_ panels: [MapPanel]) {
    let microns = panels.map { $0.coordinates.unit.micronsPerStep }
    isMicrons = microns.allSatisfy { ($0 ?? 0) > 0 && ($0 ?? 0).isFinite }
    perStep = isMicrons ? microns.map { $0 ?? 1 } : panels.map { _ in 1 }
  }
}
