/// A sheet of opaque pixels to draw on; what falls outside is cut off.
struct Canvas {
  let width: Int
  let height: Int
  /// `[height, width, 4]`, sRGB; every fourth byte stays 255.
  private var pixels: [UInt8]

  /// A sheet of one color.
  init(width: Int, height: Int, background: Color) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 255, count: width * height * 4)
    pixels.withUnsafeMutableBufferPointer { bytes in
      for start in stride(from: 0, to: bytes.count, by: 4) {
        bytes[start] = background.red
        bytes[start + 1] = background.green
        bytes[start + 2] = background.blue
      }
    }
  }

  /// A sheet of a size that comes from data or the user.
  ///
  /// - Throws: ``FigureError`` where it would have more pixels than `pixelLimit`, before memory is taken.
  init(width: Double, height: Double, background: Color, pixelLimit: Int, figure: String)
    throws(FigureError)
  {
    guard width >= 1, height >= 1, width * height <= Double(pixelLimit) else {
      throw FigureError(
        figure, .canvasTooLarge(width: width, height: height, pixelLimit: pixelLimit))
    }
    self.init(width: Int(width), height: Int(height), background: background)
  }

  /// What was drawn.
  var raster: Raster { Raster(width: width, height: height, pixels: pixels) }

  /// Fills a shape, edges smoothed by their coverage.
  mutating func fill(_ outline: Outline, _ color: Color, opacity: Double = 1) {
    guard let mask = CoverageMask(outline, canvasWidth: width, canvasHeight: height) else { return }
    fill(mask, color, opacity: opacity)
  }

  /// Draws a line of even width, in pixels, with round joints and ends.
  mutating func stroke(
    _ line: [Point], width lineWidth: Double, _ color: Color, opacity: Double = 1
  ) {
    let mask = CoverageMask(
      stroke: line, width: lineWidth, canvasWidth: width, canvasHeight: height)
    if let mask { fill(mask, color, opacity: opacity) }
  }

  private mutating func fill(_ mask: CoverageMask, _ color: Color, opacity: Double) {
    let ink = Ink(color)
    let scale = Float(opacity * Double(Ink.full))
    let width = width
    pixels.withUnsafeMutableBufferPointer { bytes in
      for row in 0..<mask.height {
        let start = (mask.top + row) * width + mask.left
        for column in 0..<mask.width {
          let coverage = mask.values[row * mask.width + column]
          if coverage > 0 { ink.mix(into: bytes, at: (start + column) * 4, Int(coverage * scale)) }
        }
      }
    }
  }

  /// Fills the discs around many centers, in order, later ones over earlier ones.
  mutating func fill(discsAt centers: [Point], stamps: inout DiscStamps, inks: [Ink]) {
    precondition(
      centers.count == inks.count, "Canvas: \(centers.count) centers beside \(inks.count) inks")
    let (width, height) = (width, height)
    pixels.withUnsafeMutableBufferPointer { bytes in
      for (center, ink) in zip(centers, inks) {
        let stamp = stamps.stamp(at: center)
        let rows = max(-stamp.top, 0)..<max(min(height - stamp.top, stamps.side), 0)
        let columns = max(-stamp.left, 0)..<max(min(width - stamp.left, stamps.side), 0)
        for row in rows {
          let start = (stamp.top + row) * width + stamp.left
          for column in columns {
            let coverage = Int(stamps.coverage[stamp.offset + row * stamps.side + column])
            if coverage > 0 { ink.mix(into: bytes, at: (start + column) * 4, coverage) }
          }
        }
      }
    }
  }

  /// Mixes one color into the pixel at column `x`, row `y`, which must be on the sheet.
  mutating func mix(_ color: Color, x: Int, y: Int, opacity: Double) {
    pixels.withUnsafeMutableBufferPointer { bytes in
      Ink(color).mix(into: bytes, at: (y * width + x) * 4, Int(opacity * Double(Ink.full)))
    }
  }
}

/// A color ready to be mixed into pixels as light.
struct Ink {
  /// A coverage that hides what was below.
  static let full = 65536

  private let color: Color
  private let light: SIMD3<Int32>
  private let opacity: Int

  init(_ color: Color, opacity: Double = 1) {
    self.color = color
    self.opacity = Int((opacity * Double(Ink.full)).rounded())
    light = SIMD3(
      Int32(LinearLight.ofByte[Int(color.red)]), Int32(LinearLight.ofByte[Int(color.green)]),
      Int32(LinearLight.ofByte[Int(color.blue)]))
  }

  /// Covers a share (of `full`) of the pixel whose bytes begin at `start`.
  @inline(__always)
  func mix(into bytes: UnsafeMutableBufferPointer<UInt8>, at start: Int, _ coverage: Int) {
    let share = opacity == Ink.full ? coverage : (coverage * opacity) / Ink.full
    if share >= Ink.full {
      bytes[start] = color.red
      bytes[start + 1] = color.green
      bytes[start + 2] = color.blue
      return
    }
    for channel in 0..<3 {
      let below = Int(LinearLight.ofByte[Int(bytes[start + channel])])
      let mixed = below + (Int(light[channel]) - below) * share / Ink.full
      bytes[start + channel] = LinearLight.byte(mixed)
    }
  }
}
