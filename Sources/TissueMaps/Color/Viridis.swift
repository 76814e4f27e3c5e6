import Foundation

/// The color scale for numbers: dark blue is low, yellow is high; lightness rises evenly, so the order also
/// reads in grey and with color-blind eyes (van der Walt and Smith 2015, matplotlib's default, CC0).
public enum Viridis {
  /// The color at a share of the way from low (0) to high (1); outside the ends their colors.
  public static func color(at share: Double) -> Color {
    let position = min(max(share, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    let rest = position - Double(index)
    let (low, high) = (anchors[index], anchors[index + 1])
    func mixed(_ channel: KeyPath<Color, UInt8>) -> UInt8 {
      let (from, to) = (Double(low[keyPath: channel]), Double(high[keyPath: channel]))
      return UInt8((from + (to - from) * rest).rounded())
    }
    return Color(red: mixed(\.red), green: mixed(\.green), blue: mixed(\.blue))
  }

  /// Every fifth of the scale's 256 colors; what lies between is off by less than one step of a channel.
  private static let anchors: [Color] = [
    0x440154, 0x46085C, 0x471063, 0x481769, 0x481D6F, 0x482475, 0x472A7A, 0x46307E,
    0x453781, 0x433D84, 0x414287, 0x3F4889, 0x3D4E8A, 0x3A538B, 0x38598C, 0x355E8D,
    0x33638D, 0x31688E, 0x2E6D8E, 0x2C718E, 0x2A768E, 0x297B8E, 0x27808E, 0x25848E,
    0x23898E, 0x218E8D, 0x20928C, 0x1F978B, 0x1E9C89, 0x1FA188, 0x21A585, 0x24AA83,
    0x28AE80, 0x2EB37C, 0x35B779, 0x3DBC74, 0x46C06F, 0x50C46A, 0x5AC864, 0x65CB5E,
    0x70CF57, 0x7CD250, 0x89D548, 0x95D840, 0xA2DA37, 0xB0DD2F, 0xBDDF26, 0xCAE11F,
    0xD8E219, 0xE5E419, 0xF1E51D, 0xFDE725,
  ].map(Color.init)
}
