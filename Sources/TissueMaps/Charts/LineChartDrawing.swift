/// Draws a line chart: grid, axes, lines, names.
struct LineChartDrawing {
  let chart: LineChart
  let layout: LineChartLayout
  let scale: PrintScale

  private var theme: Theme { chart.style.theme }
  private var plot: Box { layout.plot }

  func draw(on canvas: inout Canvas) {
    for line in layout.title { canvas.write(line.text, at: line.start, scale.title, theme.ink) }
    drawAxes(on: &canvas)
    let colors = chart.colors
    for (series, color) in zip(chart.series, colors) {
      let pieces = pieces(of: series)
      for piece in pieces { drawLine(piece, of: series, color, on: &canvas) }
    }
    if let legend = layout.legend {
      legend.block.draw(on: &canvas, at: legend.corner, legend.arrangement, scale, theme)
    } else {
      drawNames(colors, on: &canvas)
    }
  }

  private func drawAxes(on canvas: inout Canvas) {
    let hair = max(scale.points(0.5).rounded(), 1)
    for tick in layout.y.ticks where (-0.001...1.001).contains(tick.share) {
      let y = (plot.bottom - tick.share * plot.height).rounded()
      let isBase = abs(tick.share) < 0.001
      canvas.fill(
        .rectangle(Box(x: plot.x, y: y - hair / 2, width: plot.width, height: hair)),
        isBase ? theme.rule : theme.hairline)
      let rise = scale.number.size * Typeface.embedded.regular.capHeight / 2
      canvas.write(
        tick.text, at: Point(x: plot.x - scale.points(5), y: y + rise), scale.number,
        theme.quietInk, anchor: .end)
    }
    canvas.fill(
      .rectangle(Box(x: plot.x, y: plot.bottom - hair / 2, width: plot.width, height: hair)),
      theme.rule)
    let baseline = plot.bottom + scale.points(4) + scale.number.size
    for tick in layout.x.ticks where (-0.001...1.001).contains(tick.share) {
      let x = (plot.x + tick.share * plot.width).rounded()
      canvas.fill(
        .rectangle(Box(x: x - hair / 2, y: plot.bottom, width: hair, height: scale.points(2.5))),
        theme.rule)
      canvas.write(
        tick.text, at: Point(x: x, y: baseline), scale.number, theme.quietInk, anchor: .middle)
    }
    let room = layout.width - 2 * scale.margin
    canvas.write(
      TextFitting.ellipsised(chart.yAxis.title, width: room, style: scale.label),
      at: Point(x: scale.margin, y: plot.y - scale.label.size * 1.2), scale.label, theme.ink)
    canvas.write(
      TextFitting.ellipsised(chart.xAxis.title, width: plot.width, style: scale.label),
      at: Point(x: plot.right, y: baseline + scale.label.size * 1.5), scale.label, theme.ink,
      anchor: .end)
  }

  /// The unbroken pieces of a line within the plot, in pixels.
  private func pieces(of series: LineChart.Series) -> [[Point]] {
    var pieces: [[Point]] = [[]]
    for (x, y) in zip(series.x, series.y) {
      if let along = layout.x.share(x), let up = layout.y.share(y) {
        pieces[pieces.count - 1].append(
          Point(x: plot.x + along * plot.width, y: plot.bottom - up * plot.height))
      } else if !pieces[pieces.count - 1].isEmpty {
        pieces.append([])
      }
    }
    return pieces.filter { !$0.isEmpty }.flatMap { PlotClipping.clipped($0, to: plot) }
      .map(PlotClipping.thinned)
  }

  private func drawLine(
    _ piece: [Point], of series: LineChart.Series, _ color: Color, on canvas: inout Canvas
  ) {
    let width = scale.points(1.25)
    if piece.count == 1 {
      canvas.fill(.disc(center: piece[0], radius: scale.points(1.8)), color)
      return
    }
    switch series.stroke {
    case .solid: canvas.stroke(piece, width: width, color)
    case .faint: canvas.stroke(piece, width: scale.points(0.6), color, opacity: 0.4)
    case .dashed:
      let dashes = PlotClipping.dashes(piece, on: scale.points(4), off: scale.points(3))
      for dash in dashes { canvas.stroke(dash, width: scale.points(1), color) }
    case .dotted:
      canvas.stroke(piece, width: width, color)
      for point in piece {
        canvas.fill(.disc(center: point, radius: scale.points(2.4)), theme.background)
        canvas.fill(.disc(center: point, radius: scale.points(1.8)), color)
      }
    }
  }

  /// Writes each line's name behind its end; names that would overlap move apart.
  private func drawNames(_ colors: [Color], on canvas: inout Canvas) {
    var names: [(text: String, color: Color, y: Double)] = []
    for (series, color) in zip(chart.series, colors) where !series.name.isEmpty {
      guard let end = pieces(of: series).last?.last else { continue }
      names.append((series.name, color, end.y))
    }
    names.sort { $0.y < $1.y }
    let pitch = scale.label.size * 1.35
    let spread = Self.spread(names.map(\.y), pitch: pitch, low: plot.y, high: plot.bottom)
    let x = plot.right + scale.points(4)
    for (name, y) in zip(names, spread) {
      canvas.fill(
        .disc(center: Point(x: x + scale.points(2), y: y), radius: scale.points(2)), name.color)
      let rise = scale.label.size * Typeface.embedded.regular.capHeight / 2
      let text = TextFitting.ellipsised(
        name.text, width: layout.nameRoom - scale.points(11), style: scale.label)
      canvas.write(
        text, at: Point(x: x + scale.points(7), y: y + rise), scale.label, theme.ink)
    }
  }

  /// Ascending places moved as little as keeps them `pitch` apart and within bounds where there is room.
  static func spread(_ places: [Double], pitch: Double, low: Double, high: Double) -> [Double] {
    var moved = places
    for index in moved.indices {
      moved[index] = max(moved[index], index == 0 ? low : moved[index - 1] + pitch)
    }
    for index in moved.indices.reversed() {
      moved[index] = min(
        moved[index], index == moved.count - 1 ? max(high, low) : moved[index + 1] - pitch)
    }
    return moved
  }
}
