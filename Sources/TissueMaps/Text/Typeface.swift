/// A letter form as quadratic curves, in em, y up.
struct Glyph {
  /// How far the pen moves on, in em.
  var advance: Double
  /// Closed contours, the points as TrueType has them: between two points off the curve lies one on it.
  var contours: [[GlyphPoint]]
}

/// A point of a glyph's contour, in em.
struct GlyphPoint {
  var x: Double
  var y: Double
  var isOnCurve: Bool
}

/// One weight of the embedded font.
struct Face {
  /// In em above the baseline.
  var capHeight: Double
  var glyphs: [Glyph]
  /// Glyph of each code point.
  var glyphOfScalar: [UInt32: Int]
  /// In em, by `left << 16 | right`.
  var kerning: [UInt32: Double]

  /// The glyph drawn for a character the subset lacks: a hollow box.
  var missingGlyph: Int { glyphOfScalar[0xE00A] ?? 0 }
}

/// The embedded font: a subset of Inter, compiled into the program (see `tools/make-font`).
struct Typeface {
  var regular: Face
  var semibold: Face

  /// The one typeface there is, decoded when first used.
  static let embedded = TypefaceDecoder.decode(base64: TypefaceData.base64)

  subscript(weight: FontWeight) -> Face { weight == .regular ? regular : semibold }
}

/// How heavy letters are.
package enum FontWeight: Hashable {
  case regular
  case semibold
}

/// How wide figures are set.
package enum Figures: Hashable {
  /// Each as wide as its form, for running text.
  case proportional
  /// All equally wide, for columns of numbers.
  case tabular
}

/// How a piece of text is set.
package struct TextStyle: Hashable {
  /// Em size, in pixels.
  var size: Double
  var weight: FontWeight
  var figures: Figures

  package init(size: Double, weight: FontWeight = .regular, figures: Figures = .proportional) {
    self.size = size
    self.weight = weight
    self.figures = figures
  }
}
