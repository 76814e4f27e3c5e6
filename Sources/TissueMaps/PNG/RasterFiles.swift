import Foundation

extension Raster {
  /// The picture as a PNG file's bytes, the same for the same picture.
  ///
  /// - Parameter dotsPerInch: written to the `pHYs` chunk; it decides the printed size.
  /// - Throws: ``FigureError`` when libpng cannot encode it (no pixels, no memory).
  public func pngData(dotsPerInch: Double = 300) throws(FigureError) -> [UInt8] {
    try PNGEncoder.encode(self, dotsPerInch: dotsPerInch)
  }

  /// Writes the picture as a PNG file: beside the target, then renamed, so that no half file is ever seen
  /// and an existing file stays whole when writing fails.
  ///
  /// - Throws: ``FigureError`` when the picture cannot be encoded or the file not written.
  public func write(to path: String, dotsPerInch: Double = 300) throws(FigureError) {
    let bytes = try pngData(dotsPerInch: dotsPerInch)
    if let problem = FileReplacement.problem(writing: bytes, to: path) {
      throw FigureError(path, .notWritten(String(cString: strerror(problem))))
    }
  }

  /// Reads a PNG file of any bit depth as RGBA.
  ///
  /// - Parameter pixelLimit: the most pixels accepted; checked before memory is taken.
  /// - Throws: ``FigureError`` when the file is missing, is no PNG, is damaged or is larger than the limit.
  public static func readPNG(at path: String, pixelLimit: Int = 100_000_000) throws(FigureError)
    -> Raster
  {
    guard access(path, R_OK) == 0 else {
      throw FigureError(path, .imageUnreadable(String(cString: strerror(errno))))
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw FigureError(path, .imageUnreadable((error as NSError).localizedDescription))
    }
    return try PNGDecoder.decode(Array(data), name: path, pixelLimit: pixelLimit)
  }
}
