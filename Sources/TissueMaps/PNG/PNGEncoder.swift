import CLibPNG

/// A picture as PNG bytes, always the same for the same picture and libpng.
enum PNGEncoder {
  /// Encodes by libpng's one-call interface, inside which alone its jumps happen, and adds the resolution.
  static func encode(_ raster: Raster, dotsPerInch: Double) throws(FigureError) -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(raster.width)
    image.height = UInt32(raster.height)
    let samples = raster.isOpaque ? withoutOpacity(raster.pixels) : raster.pixels
    image.format = raster.isOpaque ? formatRGB : formatRGBA
    defer { png_image_free(&image) }

    var size = png_alloc_size_t(samples.count + samples.count / 8 + raster.height + 4096)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &bytes, &size, 0, samples, 0, nil) != 0 else {
      throw FigureError("PNG", .notEncoded(PNGDecoder.message(of: image)))
    }
    bytes.removeLast(bytes.count - Int(size))
    return PNGChunk.insertingResolution(dotsPerInch: dotsPerInch, into: bytes)
  }

  private static func withoutOpacity(_ pixels: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: pixels.count / 4 * 3) { buffer, count in
      for pixel in 0..<(pixels.count / 4) {
        for channel in 0..<3 { buffer[pixel * 3 + channel] = pixels[pixel * 4 + channel] }
      }
      count = pixels.count / 4 * 3
    }
  }

  private static let formatRGB = UInt32(PNG_FORMAT_FLAG_COLOR)
  private static let formatRGBA = UInt32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
}
