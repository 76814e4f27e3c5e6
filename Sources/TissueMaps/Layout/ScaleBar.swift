/// A bar of round length that says how large the tissue is.
struct ScaleBar: Equatable {
  /// A 1-2-5 number, in µm.
  let microns: Double
  /// In pixels.
  let length: Double

  /// The longest round bar of at most `longest` pixels.
  init?(pixelsPerMicron: Double, longest: Double) {
    let most = longest / pixelsPerMicron
    guard most.isFinite, most > 0 else { return nil }
    microns = Numerals.roundDown(most)
    length = microns * pixelsPerMicron
  }

  /// The length with its unit: nm below 1 µm, mm from 1,000 µm.
  var text: String {
    if microns < 1 { return Numerals.text(microns * 1000, step: microns * 1000) + " nm" }
    if microns >= 1000 { return Numerals.text(microns / 1000, step: microns / 1000) + " mm" }
    return Numerals.text(microns, step: microns) + " µm"
  }

  /// Draws the bar and, behind it, its length, in a strip whose upper left corner is `corner`.
  func draw(on canvas: inout Canvas, at corner: Point, _ scale: PrintScale, _ theme: Theme) {
    let middle = (corner.y + Self.height(scale) / 2).rounded()
    let thickness = max(scale.points(1.6).rounded(), 1)
    canvas.fill(
      .rectangle(Box(x: corner.x, y: middle - thickness, width: length, height: thickness)),
      theme.ink)
    let rise = scale.label.size * Typeface.embedded.regular.capHeight / 2
    canvas.write(
      text, at: Point(x: corner.x + length + scale.points(4), y: middle - thickness / 2 + rise),
      scale.label, theme.ink)
  }

  /// The strip's height, in pixels.
  static func height(_ scale: PrintScale) -> Double { scale.points(10) }

  /// The strip's width, in pixels.
  func width(_ scale: PrintScale) -> Double {
    length + scale.points(4) + TextLine(text, scale.label).width
  }
}
