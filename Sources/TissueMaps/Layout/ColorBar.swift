/// The legend of a color scale: a bar from low to high with its numbers.
struct ColorBar: Equatable {
  /// What is colored, such as a gene.
  var title: String
  /// The numbers at the ends of the bar.
  var range: NumberRange
  /// Cells without a number.
  var missing: CategoryLegend.Entry?

  private func length(_ scale: PrintScale) -> Double { scale.millimetres(38) }
  private func thickness(_ scale: PrintScale) -> Double { scale.points(7) }

  /// Where numbers stand: share of the way from low to high, and text.
  private var ticks: [(share: Double, text: String)] {
    let (low, high) = (range.low, range.high)
    guard high > low else { return [(0.5, range.text(low, step: 0))] }
    let step = Numerals.roundUp((high - low) / 4)
    let edge = (high - low) * 0.14
    let inner = Numerals.ticks(from: low, to: high, count: 4)
      .filter { $0 > low + edge && $0 < high - edge }
    return [(0, range.text(low, step: step / 10))]
      + inner.map { (($0 - low) / (high - low), Numerals.text($0, step: step)) }
      + [(1, range.text(high, step: step / 10))]
  }

  /// How much room the bar takes, in pixels.
  func size(_ arrangement: LegendArrangement, _ scale: PrintScale) -> Extent {
    let widest = ticks.map { TextLine($0.text, scale.number).width }.max() ?? 0
    let title = TextLine(title, scale.legendTitle).width
    let missing = missing.map {
      TextLine($0.name + "  " + ($0.counts.first ?? ""), scale.label).width + scale.label.size * 1.5
    }
    let head = scale.legendTitle.size * 2.1
    let foot = missing == nil ? 0 : scale.label.size * 2.2
    switch arrangement.side {
    case .right, .freePlace:
      return Extent(
        width: max(thickness(scale) + scale.points(5) + widest, title, missing ?? 0),
        height: head + length(scale) + foot + scale.number.size * 0.4)
    case .below:
      return Extent(
        width: max(length(scale) * 1.5, title, missing ?? 0),
        height: head + thickness(scale) + scale.number.size * 1.7 + foot)
    }
  }

  /// Draws the bar with its upper left corner at `corner`.
  func draw(
    on canvas: inout Canvas, at corner: Point, _ arrangement: LegendArrangement,
    _ scale: PrintScale, _ theme: Theme
  ) {
    canvas.write(
      title, at: Point(x: corner.x, y: corner.y + scale.legendTitle.size), scale.legendTitle,
      theme.ink)
    let top = (corner.y + scale.legendTitle.size * 2.1).rounded()
    let thickness = thickness(scale).rounded()
    let end: Double
    if arrangement.side != .below {
      let length = length(scale).rounded()
      let bar = Box(x: corner.x.rounded(), y: top, width: thickness, height: length)
      drawBar(on: &canvas, bar, isUpright: true)
      for (share, text) in ticks {
        let y = bar.bottom - share * length
        let rise = scale.number.size * Typeface.embedded.regular.capHeight / 2
        canvas.write(
          text, at: Point(x: bar.right + scale.points(4), y: y + rise), scale.number, theme.quietInk
        )
      }
      end = bar.bottom
    } else {
      let length = (length(scale) * 1.5).rounded()
      let bar = Box(x: corner.x.rounded(), y: top, width: length, height: thickness)
      drawBar(on: &canvas, bar, isUpright: false)
      for (share, text) in ticks {
        canvas.write(
          text,
          at: Point(x: bar.x + share * length, y: bar.bottom + scale.number.size * 1.3),
          scale.number, theme.quietInk, anchor: share == 0 ? .start : share == 1 ? .end : .middle)
      }
      end = bar.bottom + scale.number.size * 1.7
    }
    drawMissing(on: &canvas, x: corner.x, top: end, scale, theme)
  }

  private func drawBar(on canvas: inout Canvas, _ bar: Box, isUpright: Bool) {
    let steps = Int(isUpright ? bar.height : bar.width)
    for step in 0..<steps {
      let share = (Double(step) + 0.5) / Double(steps)
      let slice =
        isUpright
        ? Box(x: bar.x, y: bar.bottom - Double(step + 1), width: bar.width, height: 1)
        : Box(x: bar.x + Double(step), y: bar.y, width: 1, height: bar.height)
      canvas.fill(.rectangle(slice), Viridis.color(at: share))
    }
  }

  private func drawMissing(
    on canvas: inout Canvas, x: Double, top: Double, _ scale: PrintScale, _ theme: Theme
  ) {
    guard let missing else { return }
    let em = scale.label.size
    let baseline = (top + em * 1.9).rounded()
    canvas.fill(
      .disc(center: Point(x: x + em * 0.46, y: baseline - em * 0.364), radius: em * 0.46),
      missing.color)
    canvas.write(missing.name, at: Point(x: x + em * 1.5, y: baseline), scale.label, theme.ink)
    let width = TextLine(missing.name + "  ", scale.label).width
    canvas.write(
      missing.counts.first ?? "", at: Point(x: x + em * 1.5 + width, y: baseline), scale.label,
      theme.quietInk)
  }
}
