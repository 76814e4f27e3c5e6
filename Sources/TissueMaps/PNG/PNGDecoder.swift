import CLibPNG

/// Reads PNG files of any kind as eight-bit RGBA.
enum PNGDecoder {
  /// Decodes; the size is checked against `pixelLimit` before anything of that size is allocated.
  static func decode(_ bytes: [UInt8], name: String, pixelLimit: Int) throws(FigureError) -> Raster
  {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    let result = bytes.withUnsafeBytes { buffer -> Result<[UInt8], FigureError> in
      guard png_image_begin_read_from_memory(&image, buffer.baseAddress, buffer.count) != 0 else {
        return .failure(FigureError(name, .imageUnreadable(message(of: image))))
      }
      let (width, height) = (Int(image.width), Int(image.height))
      guard width * height <= pixelLimit else {
        return .failure(
          FigureError(name, .imageTooLarge(width: width, height: height, pixelLimit: pixelLimit)))
      }
      image.format = UInt32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
      var pixels = [UInt8](repeating: 0, count: width * height * 4)
      guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else {
        return .failure(FigureError(name, .imageUnreadable(message(of: image))))
      }
      return .success(pixels)
    }
    return Raster(width: Int(image.width), height: Int(image.height), pixels: try result.get())
  }

  /// What libpng says went wrong.
  static func message(of image: png_image) -> String {
    withUnsafeBytes(of: image.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
