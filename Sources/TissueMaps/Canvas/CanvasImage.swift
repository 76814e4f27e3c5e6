extension Canvas {
  /// Lays a picture under what comes, inside `box`: the pixel at each place is where `source` says it is in
  /// the picture, in the picture's pixels. The picture is mixed with the paper by `fading`.
  ///
  /// Between pixels the picture is read linearly, as light; a picture more than twice as fine as the canvas
  /// is halved first, so that nothing flickers away between samples.
  package mutating func draw(
    _ picture: Raster, in box: Box, fading: Double, source: (Point) -> Point
  ) {
    let (first, second) = (source(box.center), source(box.center + Point(x: 1, y: 0)))
    let step =
      ((second.x - first.x) * (second.x - first.x)
      + (second.y - first.y) * (second.y - first.y)).squareRoot()
    var picture = picture
    var shrinking = 1.0
    while step * shrinking >= 2, min(picture.width, picture.height) >= 2 {
      picture = picture.halved()
      shrinking /= 2
    }
    guard picture.width > 0, picture.height > 0 else { return }
    let rows = max(Int(box.y.rounded()), 0)..<max(min(Int(box.bottom.rounded()), height), 0)
    let columns = max(Int(box.x.rounded()), 0)..<max(min(Int(box.right.rounded()), width), 0)
    for row in rows {
      for column in columns {
        let place = source(Point(x: Double(column) + 0.5, y: Double(row) + 0.5))
        let (x, y) = (place.x * shrinking, place.y * shrinking)
        guard x >= 0, y >= 0, x < Double(picture.width), y < Double(picture.height) else {
          continue
        }
        let (color, opacity) = picture.sample(x: x - 0.5, y: y - 0.5)
        mix(color, x: column, y: row, opacity: opacity * (1 - fading))
      }
    }
  }
}

extension Raster {
  /// The color and opacity between the four pixels around a place, in pixels from the center of the first.
  fileprivate func sample(x: Double, y: Double) -> (Color, opacity: Double) {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let (fx, fy) = (x - left, y - top)
    var light = SIMD3<Double>.zero
    var opacity = 0.0
    for (dy, wy) in [(0, 1 - fy), (1, fy)] where wy > 0 {
      let row = min(max(Int(top) + dy, 0), height - 1)
      for (dx, wx) in [(0, 1 - fx), (1, fx)] where wx > 0 {
        let start = (row * width + min(max(Int(left) + dx, 0), width - 1)) * 4
        let weight = wx * wy * Double(pixels[start + 3]) / 255
        for channel in 0..<3 {
          light[channel] += weight * Double(LinearLight.ofByte[Int(pixels[start + channel])])
        }
        opacity += weight
      }
    }
    guard opacity > 0 else { return (Color(0), 0) }
    func byte(_ channel: Int) -> UInt8 { LinearLight.byte(Int(light[channel] / opacity)) }
    return (Color(red: byte(0), green: byte(1), blue: byte(2)), min(opacity, 1))
  }

  /// The picture at half the size, each pixel the mean light of four.
  fileprivate func halved() -> Raster {
    let (newWidth, newHeight) = (width / 2, height / 2)
    var halved = [UInt8](repeating: 0, count: newWidth * newHeight * 4)
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        var light = (0, 0, 0)
        var opacity = 0
        for corner in 0..<4 {
          let start = ((2 * row + corner / 2) * width + 2 * column + corner % 2) * 4
          let weight = Int(pixels[start + 3])
          light.0 += weight * Int(LinearLight.ofByte[Int(pixels[start])])
          light.1 += weight * Int(LinearLight.ofByte[Int(pixels[start + 1])])
          light.2 += weight * Int(LinearLight.ofByte[Int(pixels[start + 2])])
          opacity += weight
        }
        guard opacity > 0 else { continue }
        let start = (row * newWidth + column) * 4
        halved[start] = LinearLight.byte(light.0 / opacity)
        halved[start + 1] = LinearLight.byte(light.1 / opacity)
        halved[start + 2] = LinearLight.byte(light.2 / opacity)
        halved[start + 3] = UInt8((opacity + 2) / 4)
      }
    }
    return Raster(width: newWidth, height: newHeight, pixels: halved)
  }
}
