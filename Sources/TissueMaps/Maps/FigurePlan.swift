import CellSections

/// A figure of maps with everything decided and nothing drawn.
package struct FigurePlan {
  package let layout: FigureLayout
  /// Nil where the size of a step is unknown.
  package let scaleBar: ScaleBar?
  let content: FigureContent
  let geometries: [PanelGeometry]
  let colors: FigureColors
  let scale: PrintScale

  package init(_ map: TissueMap) throws(FigureError) {
    let (panels, style) = (map.panels, map.style)
    try style.check()
    guard !panels.isEmpty else { throw FigureError(map.title ?? "figure", .nothingToDraw) }
    scale = PrintScale(dotsPerInch: style.dotsPerInch)
    colors = try FigureColors(panels, companions: map.companions, style: style)
    let unit = SharedUnit(panels)
    for panel in panels { try panel.check() }
    let extents = panels.map { TissueExtent(x: $0.coordinates.x, y: $0.coordinates.y) }
    let suiting = panels.indices.map {
      PointDiameter.suiting(panels[$0], extents[$0], unitsPerStep: unit.perStep[$0])
    }
    let diameters = PointDiameter.shared(suiting, cellCounts: panels.map(\.cellCount))
    geometries = panels.indices.map {
      PanelGeometry(
        panels[$0], extent: extents[$0], unitsPerStep: unit.perStep[$0], automatic: diameters[$0],
        style: style)
    }
    let hasScaleBar = unit.isMicrons && geometries.contains { $0.hasExtent }
    content = FigureContent(
      title: map.title,
      panels: zip(panels, geometries).map { panel, geometry in
        FigureContent.Panel(
          name: panel.name, count: Self.count(panel, geometry),
          cellCount: panel.cellCount, width: geometry.frame.width, height: geometry.frame.height)
      },
      legend: colors.legend, hasScaleBar: hasScaleBar, footnote: map.footnote)
    layout = try LayoutSearch(
      content: content, scale: scale,
      widest: style.width.pixels(scale, automaticMillimetres: 180),
      widthIsFixed: style.width != .automatic
    ).best()
    let width = layout.panels.map(\.map.width).max() ?? 0
    let longest = max(width * 0.2, min(width * 0.8, scale.millimetres(20)))
    scaleBar =
      hasScaleBar
      ? ScaleBar(pixelsPerMicron: layout.pixelsPerUnit, longest: longest) : nil
  }

  /// How many cells, and how many of them are not to be seen.
  private static func count(_ panel: MapPanel, _ geometry: PanelGeometry) -> String {
    let all = panel.observation.text(count: panel.cellCount)
    let strays = geometry.extent.strayCount
    return strays == 0 ? all : all + ", \(Numerals.grouped(strays)) far outside"
  }

  private func drawing(of panel: MapPanel, at index: Int) -> PanelDrawing {
    PanelDrawing(
      panel: panel, geometry: geometries[index], order: colors.orders[index],
      box: layout.panels[index].map, pixelsPerUnit: layout.pixelsPerUnit, scale: scale)
  }

  /// Where a cell stands on the canvas, and the diameter of its disc.
  package func disc(ofCell cell: Int, in map: TissueMap, panel: Int = 0)
    -> (center: Point, diameter: Double)
  {
    let drawing = drawing(of: map.panels[panel], at: panel)
    return (drawing.center(ofCell: cell), drawing.diameter)
  }

  /// Draws the figure it was planned for.
  func draw(_ map: TissueMap) throws(FigureError) -> Raster {
    let theme = map.style.theme
    var canvas = try Canvas(
      width: layout.width, height: layout.height, background: theme.background,
      pixelLimit: map.style.pixelLimit, figure: map.title ?? "figure")
    for line in layout.title {
      canvas.write(line.text, at: line.start, scale.title, theme.ink)
    }
    for (index, place) in layout.panels.enumerated() {
      canvas.write(place.name, at: place.nameStart, scale.heading, theme.ink)
      canvas.write(
        content.panels[index].count, at: place.countStart, scale.label, theme.quietInk)
      let drawing = drawing(of: map.panels[index], at: index)
      drawing.draw(on: &canvas)
      drawing.drawOutlines(on: &canvas, theme)
    }
    scaleBar?.draw(on: &canvas, at: layout.scaleBarCorner, scale, theme)
    for line in layout.footnote {
      canvas.write(line.text, at: line.start, scale.number, theme.quietInk)
    }
    let corner = Point(x: layout.legend.x, y: layout.legend.y)
    colors.legend.draw(on: &canvas, at: corner, layout.arrangement, scale, theme)
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
