/// Which part of a text stands at the given place.
package enum TextAnchor {
  case start
  case middle
  case end
}

extension Canvas {
  /// Writes one line, its anchor at `point` on the baseline.
  ///
  /// Upright baselines fall on whole pixels, so that the feet of letters are sharp.
  package mutating func write(
    _ text: String, at point: Point, _ style: TextStyle, _ color: Color,
    anchor: TextAnchor = .start, quarterTurns: Int = 0
  ) {
    let line = TextLine(text, style)
    let shift =
      switch anchor {
      case .start: 0.0
      case .middle: line.width / 2
      case .end: line.width
      }
    let origin =
      switch quarterTurns & 3 {
      case 0: Point(x: point.x - shift, y: point.y.rounded())
      case 1: Point(x: point.x.rounded(), y: point.y + shift)
      case 2: Point(x: point.x + shift, y: point.y.rounded())
      default: Point(x: point.x.rounded(), y: point.y - shift)
      }
    fill(line.outline(at: origin, quarterTurns: quarterTurns), color)
  }
}
