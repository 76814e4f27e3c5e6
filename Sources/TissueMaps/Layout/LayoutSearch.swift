/// Finds the layout that shows the tissue largest without making the legend hard to read.
///
/// Every way to arrange grid and legend is tried: panels in 1, 2, … columns; the legend at the right in 1, 2,
/// … columns or below; type from seven points down to five; names in full or cut. What counts is the map's
/// scale, less for small type, cut names and empty paper.
struct LayoutSearch {
  let content: FigureContent
  let scale: PrintScale
  /// The widest the figure may be, in pixels.
  let widest: Double
  /// Whether it must be exactly that wide.
  let widthIsFixed: Bool

  /// The best layout.
  ///
  /// - Throws: ``FigureError`` when not even the narrowest legend fits beside the margins.
  func best() throws(FigureError) -> FigureLayout {
    var best: Trial?
    for arrangement in arrangements {
      for columns in gridColumns {
        guard let trial = trial(arrangement, gridColumns: columns) else { continue }
        if trial.merit > best?.merit ?? 0 { best = trial }
      }
    }
    guard let best else {
      let narrowest = arrangements.map { content.legend.size($0, scale).width }.min() ?? 0
      throw FigureError(
        content.title ?? "figure",
        .canvasTooSmall(
          width: widest,
          minimum: max(narrowest, scale.millimetres(20)) + 2 * scale.margin + 1))
    }
    return place(best)
  }

  private var room: Double { widest - 2 * scale.margin }

  private var gridColumns: ClosedRange<Int> { 1...max(min(content.panels.count, 12), 1) }

  private var arrangements: [LegendArrangement] {
    var all: [LegendArrangement] = []
    for textSize in [7, 6.5, 6, 5.5, 5] {
      for longestName in [30.0, 18, 12, 8] {
        for columns in 1...max(min(content.legend.entryCount, 12), 1) {
          for side in [LegendSide.right, .below, .freePlace] {
            all.append(
              LegendArrangement(
                side: side, columns: columns, textSize: textSize, longestName: longestName))
          }
        }
      }
    }
    return all
  }

  /// One way to lay the figure out.
  private struct Trial {
    var arrangement: LegendArrangement
    var grid: PanelGrid
    var pixelsPerUnit: Double
    var gridSize: Extent
    var legendSize: Extent
    /// Larger is better.
    var merit: Double
  }

  private var footHeight: Double {
    content.hasScaleBar ? ScaleBar.height(scale) + scale.points(5) : 0
  }

  private var gutter: Double { content.legend.isEmpty ? 0 : scale.gutter }

  private func trial(_ arrangement: LegendArrangement, gridColumns: Int) -> Trial? {
    let legend = content.legend.size(arrangement, scale)
    let grid = PanelGrid(content.panels, columns: gridColumns, scale)
    let pageHeight = room * (widthIsFixed ? 1.2 : 0.85)
    let leastHeight = Double(grid.rows) * scale.millimetres(30)
    let tallest = max(pageHeight, leastHeight)
    let space: Extent
    switch arrangement.side {
    case .right:
      guard legend.height <= tallest else { return nil }
      space = Extent(width: room - legend.width - gutter, height: tallest - footHeight)
    case .below:
      guard legend.width <= room else { return nil }
      let withLegend = max(tallest, legend.height + max(room * 0.45, leastHeight))
      space = Extent(width: room, height: withLegend - footHeight - legend.height - gutter)
    case .freePlace:
      guard grid.freePlaces(content.panels.count) > 0, !content.legend.isEmpty else { return nil }
      space = Extent(width: room, height: tallest - footHeight)
    }
    let pixelsPerUnit = min(
      grid.largestScale(in: space, headingRoom: room), largestScaleForFewCells)
    guard pixelsPerUnit > 0 else { return nil }
    let gridSize = grid.size(pixelsPerUnit: pixelsPerUnit, room: room)
    let body = gridSize.height + footHeight
    var figure: Extent
    switch arrangement.side {
    case .right:
      figure = Extent(
        width: gridSize.width + gutter + legend.width, height: max(body, legend.height))
    case .below:
      figure = Extent(
        width: max(gridSize.width, legend.width), height: body + gutter + legend.height)
    case .freePlace:
      let free = grid.freeRoom(content.panels.count, pixelsPerUnit: pixelsPerUnit, room: room)
      guard legend.width <= free.width, legend.height <= free.height else { return nil }
      figure = Extent(width: gridSize.width, height: body)
    }
    if widthIsFixed { figure.width = room }
    let tissue = content.panels.reduce(0) { $0 + $1.width * $1.height }
    let used = tissue * pixelsPerUnit * pixelsPerUnit + legend.width * legend.height
    let emptiness = 1 - min(used / max(figure.width * figure.height, 1), 1)
    let merit =
      pixelsPerUnit * (1 - 0.35 * emptiness) * (0.3 + 0.1 * arrangement.textSize)
      * (1 - 0.8 * content.legend.shareOfCutNames(arrangement))
      * (1 - 0.04 * Double(content.legend.repeatedTitles(arrangement)))
      * (arrangement.side == .below ? 1 : 1 - 0.02 * Double(arrangement.columns - 1))
      * min(pageHeight / figure.height, 1)
    return Trial(
      arrangement: arrangement, grid: grid, pixelsPerUnit: pixelsPerUnit, gridSize: gridSize,
      legendSize: legend, merit: merit)
  }

  /// A handful of cells needs no page: a map is at most 30 mm × √cells.
  private var largestScaleForFewCells: Double {
    content.panels.reduce(0) { largest, panel in
      let side = scale.millimetres(30) * Double(max(panel.cellCount, 1)).squareRoot()
      return max(largest, side / max(panel.width, panel.height))
    }
  }

  private func place(_ trial: Trial) -> FigureLayout {
    let legend = trial.legendSize
    var contentWidth =
      switch trial.arrangement.side {
      case .right: trial.gridSize.width + gutter + legend.width
      case .below: max(trial.gridSize.width, legend.width)
      case .freePlace: trial.gridSize.width
      }
    let titleWidth = content.title.map { TextLine($0, scale.title).width } ?? 0
    let headingWidth = content.panels.count == 1 ? headingWidth(content.panels[0]) : 0
    contentWidth = max(
      contentWidth, min(max(titleWidth, headingWidth), scale.millimetres(80), room))
    let width = widthIsFixed ? widest : (contentWidth + 2 * scale.margin).rounded(.up)
    let left = max(((width - contentWidth) / 2).rounded(), scale.margin.rounded())

    var top = scale.margin
    var title: [(text: String, start: Point)] = []
    if let text = content.title {
      for line in TextFitting.wrapped(text, width: contentWidth, limit: 2, style: scale.title) {
        title.append((line, Point(x: left, y: top + scale.title.size * 0.9)))
        top += scale.title.size * 1.25
      }
      top += scale.points(6)
    }

    let panels = placePanels(trial, left: left, top: top, headingRoom: contentWidth)
    let gridBottom = top + trial.gridSize.height
    let firstMap = panels.first?.map.y ?? top
    var bottom = gridBottom + footHeight
    let legendCorner: Point
    switch trial.arrangement.side {
    case .right:
      legendCorner = Point(x: left + (trial.gridSize.width + gutter).rounded(), y: firstMap)
      bottom = max(bottom, firstMap + legend.height)
    case .below:
      legendCorner = Point(x: left, y: (bottom + gutter).rounded())
      bottom = legendCorner.y + legend.height
    case .freePlace:
      let corner = trial.grid.corners(
        of: panels.count + 1, pixelsPerUnit: trial.pixelsPerUnit, room: contentWidth,
        from: Point(x: left, y: top))[panels.count]
      legendCorner = Point(x: corner.x.rounded(), y: panels.last?.map.y ?? corner.y)
    }
    var footnote: [(text: String, start: Point)] = []
    if let text = content.footnote {
      bottom += scale.points(6)
      let style = scale.number
      for line in TextFitting.wrapped(text, width: contentWidth, limit: 4, style: style) {
        footnote.append((line, Point(x: left, y: bottom + style.size)))
        bottom += style.size * 1.35
      }
    }
    return FigureLayout(
      width: width.rounded(), height: (bottom + scale.margin).rounded(.up), title: title,
      panels: panels, pixelsPerUnit: trial.pixelsPerUnit,
      legend: Box(
        x: legendCorner.x, y: legendCorner.y, width: legend.width, height: legend.height),
      arrangement: trial.arrangement,
      scaleBarCorner: Point(x: left, y: (gridBottom + scale.points(5)).rounded()),
      footnote: footnote)
  }

  private func headingWidth(_ panel: FigureContent.Panel) -> Double {
    TextLine(panel.name, scale.heading).width + scale.points(5)
      + TextLine(panel.count, scale.label).width
  }

  private func placePanels(_ trial: Trial, left: Double, top: Double, headingRoom: Double)
    -> [FigureLayout.PanelPlace]
  {
    let (grid, pixelsPerUnit) = (trial.grid, trial.pixelsPerUnit)
    let isTwoLines = grid.headingIsTwoLines(pixelsPerUnit: pixelsPerUnit, room: headingRoom)
    let head = grid.headingHeight(isTwoLines: isTwoLines)
    let widths = grid.cellWidths(pixelsPerUnit: pixelsPerUnit)
    let corners = grid.corners(
      of: content.panels.count, pixelsPerUnit: pixelsPerUnit, room: headingRoom,
      from: Point(x: left, y: top))
    return content.panels.indices.map { index in
      let (panel, corner) = (content.panels[index], corners[index])
      let cell = content.panels.count == 1 ? headingRoom : widths[index % grid.columns]
      let count = isTwoLines ? 0 : TextLine(panel.count, scale.label).width + scale.points(5)
      let name = TextFitting.ellipsised(panel.name, width: cell - count + 1, style: scale.heading)
      let baseline = corner.y + scale.heading.size * 0.9
      let nameWidth = name.isEmpty ? 0 : TextLine(name, scale.heading).width + scale.points(5)
      return FigureLayout.PanelPlace(
        nameStart: Point(x: corner.x, y: baseline),
        countStart: isTwoLines
          ? Point(x: corner.x, y: baseline + scale.label.size * 1.35)
          : Point(x: corner.x + nameWidth, y: baseline),
        name: name,
        map: Box(
          x: corner.x.rounded(), y: (corner.y + head).rounded(),
          width: panel.width * pixelsPerUnit, height: panel.height * pixelsPerUnit))
    }
  }
}
