import Foundation

/// A color as lightness and two opponent axes in which equal distances look about equal (Ottosson 2020,
/// "A perceptual color space for image processing").
package struct OKLab: Equatable {
  /// 0 black … 1 white.
  package var lightness: Double
  /// Green to red.
  var a: Double
  /// Blue to yellow.
  var b: Double

  /// How far from grey.
  package var chroma: Double { (a * a + b * b).squareRoot() }

  init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  package init(_ color: Color) {
    self.init(light: LinearLight.light(of: color))
  }

  /// From linear red, green and blue, 0…1.
  init(light: SIMD3<Double>) {
    let l = cbrt(0.4122214708 * light.x + 0.5363325363 * light.y + 0.0514459929 * light.z)
    let m = cbrt(0.2119034982 * light.x + 0.6806995451 * light.y + 0.1073969566 * light.z)
    let s = cbrt(0.0883024619 * light.x + 0.2817188376 * light.y + 0.6299787005 * light.z)
    self.init(
      lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// The nearest color a screen shows, channels outside its range clipped.
  var color: Color {
    let l = lightness + 0.3963377774 * a + 0.2158037573 * b
    let m = lightness - 0.1055613458 * a - 0.0638541728 * b
    let s = lightness - 0.0894841775 * a - 1.2914855480 * b
    let (l3, m3, s3) = (l * l * l, m * m * m, s * s * s)
    func byte(_ light: Double) -> UInt8 {
      UInt8((LinearLight.encoded(min(max(light, 0), 1)) * 255).rounded())
    }
    return Color(
      red: byte(4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3),
      green: byte(-1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3),
      blue: byte(-0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3))
  }

  /// The straight-line distance, squared.
  func squaredDistance(to other: OKLab) -> Double {
    let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
    return dl * dl + da * da + db * db
  }
}

extension Color {
  /// A somewhat darker edge for large points, which parts neighbours of one color and holds pale colors on
  /// white paper; greys, which stand back, have none.
  var rim: Color {
    var lab = OKLab(self)
    guard lab.chroma > 0.03 else { return self }
    lab.lightness *= 0.78
    return lab.color
  }

  /// The color, darkened where it would be lost between pale greys on white paper.
  package var strongOnWhite: Color {
    var lab = OKLab(self)
    guard lab.lightness > 0.8 else { return self }
    lab.lightness = 0.72
    return lab.color
  }
}
