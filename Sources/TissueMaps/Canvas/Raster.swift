/// A picture: rows of pixels from the top, four bytes each (red, green, blue, opacity), sRGB.
public struct Raster: Sendable, Equatable, CustomStringConvertible {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `[height, width, 4]`; color is not multiplied by opacity.
  public let pixels: [UInt8]

  /// Traps unless there are `width` × `height` × 4 bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && pixels.count == width * height * 4,
      "Raster: \(pixels.count) bytes for \(width) × \(height) pixels of 4")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The color of a pixel, whatever its opacity.
  public subscript(x: Int, y: Int) -> Color {
    let start = (y * width + x) * 4
    return Color(red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
  }

  /// Its size; the pixels would fill pages.
  public var description: String { "Raster of \(width) × \(height) pixels" }

  /// Whether no pixel lets anything shine through.
  var isOpaque: Bool {
    stride(from: 3, to: pixels.count, by: 4).allSatisfy { pixels[$0] == 255 }
  }
}
