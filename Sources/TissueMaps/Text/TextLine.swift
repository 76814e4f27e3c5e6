import Foundation

/// One line of text, its glyphs placed.
package struct TextLine {
  /// Glyph indices and where each begins, in pixels from the line's start.
  private(set) var glyphs: [(index: Int, x: Double)] = []
  /// How far the pen moved, in pixels.
  package private(set) var width = 0.0
  let style: TextStyle

  /// Sets `text` from left to right. Control characters and line breaks become spaces; a character the font
  /// lacks becomes one box.
  package init(_ text: String, _ style: TextStyle) {
    self.style = style
    let face = Typeface.embedded[style.weight]
    var previous: Int?
    for character in text.precomposedStringWithCanonicalMapping {
      let index = Self.glyph(of: character, in: face, figures: style.figures)
      if let previous, let kern = face.kerning[UInt32(previous << 16 | index)] {
        width += kern * style.size
      }
      glyphs.append((index, width))
      width += face.glyphs[index].advance * style.size
      previous = index
    }
  }

  /// Whether the font has a form for a character, or it is drawn as a space.
  static func hasGlyph(for character: Character) -> Bool {
    let face = Typeface.embedded.regular
    return glyph(of: character, in: face, figures: .proportional) != face.missingGlyph
  }

  private static func glyph(of character: Character, in face: Face, figures: Figures) -> Int {
    if character.isWhitespace || character.isNewline { return face.glyphOfScalar[0x20] ?? 0 }
    let scalars = character.unicodeScalars
    guard scalars.count == 1, var value = scalars.first?.value else { return face.missingGlyph }
    if value < 0x20 || value == 0x7F { value = 0x20 }
    if value == 0x3BC { value = 0xB5 }
    if figures == .tabular, (0x30...0x39).contains(value) { value += 0xE000 - 0x30 }
    return face.glyphOfScalar[value] ?? face.missingGlyph
  }

  /// The letter forms, the line's start at `origin` on the baseline, turned by `quarterTurns` × 90° against
  /// the clock.
  func outline(at origin: Point, quarterTurns: Int = 0) -> Outline {
    let face = Typeface.embedded[style.weight]
    var outline = Outline()
    for (index, x) in glyphs {
      for contour in face.glyphs[index].contours {
        let flat = Self.flatten(contour, pixelsPerEm: style.size)
        outline.polygons.append(
          flat.map { point in
            let (along, up) = (x + point.x * style.size, point.y * style.size)
            switch quarterTurns & 3 {
            case 0: return Point(x: origin.x + along, y: origin.y - up)
            case 1: return Point(x: origin.x - up, y: origin.y - along)
            case 2: return Point(x: origin.x - along, y: origin.y + up)
            default: return Point(x: origin.x + up, y: origin.y + along)
            }
          })
      }
    }
    return outline
  }

  /// Chords of the contour's curves, in em, fine enough for the size.
  private static func flatten(_ contour: [GlyphPoint], pixelsPerEm: Double) -> [Point] {
    func middle(_ a: GlyphPoint, _ b: GlyphPoint) -> GlyphPoint {
      GlyphPoint(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, isOnCurve: true)
    }
    guard let first = contour.first, let last = contour.last else { return [] }
    var from = first.isOnCurve ? first : last.isOnCurve ? last : middle(last, first)
    let start = from
    var control: GlyphPoint?
    var points = [Point(x: from.x, y: from.y)]
    func curve(_ control: GlyphPoint, to end: GlyphPoint) {
      // A quadratic leaves its chord by a quarter of |p₀ − 2p₁ + p₂|; n chords divide that by n².
      let bend = hypot(from.x - 2 * control.x + end.x, from.y - 2 * control.y + end.y) / 4
      let steps = max(Int((bend * pixelsPerEm / 0.03).squareRoot().rounded(.up)), 1)
      for step in 1...steps {
        let t = Double(step) / Double(steps)
        let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
        points.append(
          Point(
            x: a * from.x + b * control.x + c * end.x, y: a * from.y + b * control.y + c * end.y))
      }
    }
    for point in contour.dropFirst(first.isOnCurve ? 1 : 0) + [start] {
      switch (control, point.isOnCurve) {
      case (nil, true):
        points.append(Point(x: point.x, y: point.y))
        from = point
      case (nil, false): control = point
      case (let held?, true):
        curve(held, to: point)
        (from, control) = (point, nil)
      case (let held?, false):
        let end = middle(held, point)
        curve(held, to: end)
        (from, control) = (end, point)
      }
    }
    return points
  }
}
