/// A color of the screen: sRGB, eight bits a channel, opaque.
public struct Color: Sendable, Hashable {
  /// 0…255.
  public var red: UInt8
  /// 0…255.
  public var green: UInt8
  /// 0…255.
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The color of the bits `0xRRGGBB`.
  public init(_ bits: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: bits >> 16), green: UInt8(truncatingIfNeeded: bits >> 8),
      blue: UInt8(truncatingIfNeeded: bits))
  }

  /// Reads `#RRGGBB`, `#RGB` or, as scanpy also writes it, `#RRGGBBAA` with the opacity left out; nil for
  /// anything else. The `#` may be missing.
  public init?(hex: String) {
    var digits: [UInt32] = []
    for byte in hex.utf8.drop(while: { $0 == UInt8(ascii: "#") }) {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
      digits.append(UInt32(digit))
    }
    guard hex.utf8.count - digits.count <= 1 else { return nil }
    switch digits.count {
    case 3: self.init(digits.reduce(0) { $0 << 8 | $1 * 17 })
    case 6, 8: self.init(digits.prefix(6).reduce(0) { $0 << 4 | $1 })
    default: return nil
    }
  }

  /// `#RRGGBB`, in capitals.
  public var hex: String {
    let digits = String((1 << 24) | Int(bits), radix: 16, uppercase: true)
    return "#" + digits.dropFirst()
  }

  /// `0xRRGGBB`.
  var bits: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }
}
