import Foundation

/// The transfer function of sRGB, both ways, as tables.
///
/// Coverage is a share of light, so colors are mixed as light: an edge half covered gives half the light of
/// either side. Mixing the stored bytes would darken every edge and make small discs look smaller.
package enum LinearLight {
  /// Light of a byte, 0…`unit`.
  package static let ofByte: [UInt16] = (0...255).map { byte in
    UInt16((light(Double(byte) / 255) * Double(unit)).rounded())
  }

  /// Byte of light; entry `i` belongs to the light `4 i`.
  private static let byteOfLight: [UInt8] = (0...((unit + 1) / 4)).map { step in
    UInt8((encoded(min(Double(step * 4) / Double(unit), 1)) * 255).rounded())
  }

  /// The byte nearest to a light of 0…`unit`.
  @inline(__always)
  package static func byte(_ light: Int) -> UInt8 { byteOfLight[(light + 2) / 4] }

  /// Full light.
  static let unit = 65535

  /// Light of an encoded value, both 0…1 (IEC 61966-2-1).
  static func light(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// Red, green and blue of a color as light, each 0…1.
  static func light(of color: Color) -> SIMD3<Double> {
    SIMD3(
      light(Double(color.red) / 255), light(Double(color.green) / 255),
      light(Double(color.blue) / 255))
  }

  /// The encoded value of light, both 0…1.
  static func encoded(_ light: Double) -> Double {
    light <= 0.003_130_8 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
  }
}
