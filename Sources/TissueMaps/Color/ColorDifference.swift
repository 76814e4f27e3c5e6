import Foundation

/// A color in CIELAB under daylight D65 (CIE 15:2004).
package struct CIELab: Equatable {
  /// 0 black … 100 white.
  package var lightness: Double
  /// Green to red.
  package var a: Double
  /// Blue to yellow.
  package var b: Double

  package init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  package init(_ color: Color) {
    self.init(light: LinearLight.light(of: color))
  }

  /// From linear red, green and blue, 0…1.
  init(light: SIMD3<Double>) {
    func root(_ share: Double) -> Double {
      share > 216.0 / 24389 ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
    }
    let x = root((SIMD3(0.4124564, 0.3575761, 0.1804375) * light).sum() / 0.95047)
    let y = root((SIMD3(0.2126729, 0.7151522, 0.0721750) * light).sum())
    let z = root((SIMD3(0.0193339, 0.1191920, 0.9503041) * light).sum() / 1.08883)
    self.init(lightness: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z))
  }

  /// The difference ΔE₀₀ (CIEDE2000; formulas as in Sharma, Wu and Dalal 2005). About 2 is just seen side by
  /// side; points of a map apart from one another need about 10.
  package func difference(from other: CIELab) -> Double {
    let meanChroma = (hypot(a, b) + hypot(other.a, other.b)) / 2
    let stretch = 1 + 0.5 * (1 - Self.saturation(meanChroma))
    let (a1, a2) = (a * stretch, other.a * stretch)
    let (c1, c2) = (hypot(a1, b), hypot(a2, other.b))
    let (h1, h2) = (Self.hue(a1, b), Self.hue(a2, other.b))

    var turn = c1 * c2 == 0 ? 0 : h2 - h1
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    var hue = h1 + h2
    if c1 * c2 != 0 {
      if abs(h1 - h2) > 180 { hue += hue < 360 ? 360 : -360 }
      hue /= 2
    }
    let lightness = (self.lightness + other.lightness) / 2
    let chroma = (c1 + c2) / 2
    let t =
      1 - 0.17 * Self.cosine(hue - 30) + 0.24 * Self.cosine(2 * hue)
      + 0.32 * Self.cosine(3 * hue + 6) - 0.2 * Self.cosine(4 * hue - 63)
    let offset = (lightness - 50) * (lightness - 50)
    let inLightness =
      (other.lightness - self.lightness) / (1 + 0.015 * offset / (20 + offset).squareRoot())
    let inChroma = (c2 - c1) / (1 + 0.045 * chroma)
    let inHue = 2 * (c1 * c2).squareRoot() * Self.sine(turn / 2) / (1 + 0.015 * chroma * t)
    let blue = 30 * exp(-((hue - 275) / 25) * ((hue - 275) / 25))
    let rotation = -Self.sine(2 * blue) * 2 * Self.saturation(chroma)
    return
      (inLightness * inLightness + inChroma * inChroma + inHue * inHue
      + rotation * inChroma * inHue).squareRoot()
  }

  /// √(C⁷ / (C⁷ + 25⁷)).
  private static func saturation(_ chroma: Double) -> Double {
    let seventh = pow(chroma, 7)
    return (seventh / (seventh + pow(25, 7))).squareRoot()
  }

  /// In degrees, 0…360.
  private static func hue(_ a: Double, _ b: Double) -> Double {
    let angle = atan2(b, a) * 180 / .pi
    return angle < 0 ? angle + 360 : angle
  }

  private static func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
  private static func sine(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
}

/// How far apart two colors look to readers with and without color blindness.
package enum ColorDifference {
  /// ΔE₀₀ as most readers see it, or, where that is less, 1.5 × ΔE₀₀ as protanopes or deuteranopes do: they are
  /// one reader in twelve among men, and used to the lesser differences.
  package static func seen(_ first: Color, _ second: Color) -> Double {
    difference(SeenColor(first), SeenColor(second))
  }

  static func difference(_ first: SeenColor, _ second: SeenColor) -> Double {
    min(
      first.normal.difference(from: second.normal),
      1.5 * first.protanopic.difference(from: second.protanopic),
      1.5 * first.deuteranopic.difference(from: second.deuteranopic))
  }
}

/// A color as three kinds of eyes see it.
package struct SeenColor {
  package var normal: CIELab
  package var protanopic: CIELab
  package var deuteranopic: CIELab

  package init(_ color: Color) {
    let light = LinearLight.light(of: color)
    normal = CIELab(light: light)
    protanopic = CIELab(light: ColorBlindness.protanopia(light))
    deuteranopic = CIELab(light: ColorBlindness.deuteranopia(light))
  }
}
