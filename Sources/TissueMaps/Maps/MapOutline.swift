/// The border of a part of a section, drawn over its cells, with a short name in its middle.
public struct MapOutline: Sendable, Equatable {
  /// A place, in steps of the section's coordinates.
  public struct Corner: Sendable, Hashable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Closed rings, those around holes among them; the last corner joins the first.
  public var rings: [[Corner]]
  /// A number or a letter, or nothing.
  public var label: String?
  /// Where the label stands.
  public var middle: Corner

  public init(rings: [[Corner]], label: String? = nil, middle: Corner) {
    self.rings = rings
    self.label = label
    self.middle = middle
  }
}

extension PanelDrawing {
  /// Draws the panel's outlines and, over all of them, their labels.
  ///
  /// Lines are ink with a rim of paper, which show on every color of the scale.
  func drawOutlines(on canvas: inout Canvas, _ theme: Theme) {
    let width = scale.points(0.8)
    for ring in geometry.outlines.flatMap(\.rings) {
      var line = ring.map { pixel(ofStep: Point(x: $0.x, y: $0.y)) }
      guard let first = line.first else { continue }
      line.append(first)
      canvas.stroke(line, width: width * 2.4, theme.background, opacity: 0.9)
      canvas.stroke(line, width: width, theme.ink)
    }
    for outline in geometry.outlines {
      guard let label = outline.label, !label.isEmpty else { continue }
      drawLabel(
        label, at: pixel(ofStep: Point(x: outline.middle.x, y: outline.middle.y)), &canvas, theme)
    }
  }

  /// A name on a round of paper.
  private func drawLabel(
    _ label: String, at middle: Point, _ canvas: inout Canvas, _ theme: Theme
  ) {
    let style = scale.legendTitle
    let radius = style.size * 0.72
    let reach = max(0, TextLine(label, style).width / 2 - radius * 0.6)
    let rim = radius + scale.points(0.5)
    let room = Box(
      x: box.x + rim + reach, y: box.y + rim, width: box.width - 2 * (rim + reach),
      height: box.height - 2 * rim)
    let middle = room.nearest(to: middle)
    let left = Point(x: middle.x - reach, y: middle.y)
    let right = Point(x: middle.x + reach, y: middle.y)
    canvas.stroke([left, right], width: 2 * radius + scale.points(1), theme.ink)
    canvas.stroke([left, right], width: 2 * radius, theme.background)
    canvas.write(
      label, at: Point(x: middle.x, y: middle.y + style.size * 0.36), style, theme.ink,
      anchor: .middle)
  }
}
