import Testing
import TissueMaps

struct CanvasTests {
  private let black = Color(0)
  private let white = Color(0xFFFFFF)

  @Test func `a new sheet has exactly its background everywhere`() {
    let raster = Canvas(width: 7, height: 5, background: Color(0x14171C)).raster
    #expect(raster.width == 7 && raster.height == 5)
    for start in stride(from: 0, to: raster.pixels.count, by: 4) {
      #expect(Array(raster.pixels[start..<start + 4]) == [0x14, 0x17, 0x1C, 255])
    }
  }

  @Test func `a rectangle on whole pixels is exact and touches nothing else`() {
    var canvas = Canvas(width: 10, height: 10, background: white)
    canvas.fill(.rectangle(Box(x: 2, y: 3, width: 4, height: 5)), Color(0x0072B2))
    for y in 0..<10 {
      for x in 0..<10 {
        let isInside = (2..<6).contains(x) && (3..<8).contains(y)
        #expect(canvas.raster[x, y] == (isInside ? Color(0x0072B2) : white))
      }
    }
  }

  @Test func `a pixel half covered has half the light`() {
    var canvas = Canvas(width: 3, height: 3, background: black)
    canvas.fill(.rectangle(Box(x: 0.5, y: 0, width: 1, height: 3)), white)
    #expect(canvas.raster[0, 1] == Color(0xBCBCBC))
    #expect(canvas.raster[1, 1] == Color(0xBCBCBC))
    #expect(canvas.raster[2, 1] == black)
  }

  @Test(arguments: [0.3, 1, 7.7, 40])
  func `a round outline has the area of its disc`(radius: Double) {
    var canvas = Canvas(width: 100, height: 100, background: black)
    canvas.fill(.disc(center: Point(x: 50.2, y: 49.6), radius: radius), white)
    let exact = Double.pi * radius * radius
    #expect(abs(light(of: canvas.raster) - exact) < 0.01 * exact + 0.01)
  }

  @Test func `a slanted line covers its length times its width, with round ends`() {
    var canvas = Canvas(width: 120, height: 120, background: black)
    canvas.stroke(
      [Point(x: 20, y: 30), Point(x: 80, y: 75), Point(x: 100, y: 60)], width: 4, white)
    let length = 75.0 + 25
    #expect(abs(light(of: canvas.raster) - (length * 4 + .pi * 4)) < 6)
  }

  @Test func `a line of many short stretches looks as one of few`() {
    var few = Canvas(width: 60, height: 60, background: black)
    few.stroke([Point(x: 10, y: 10), Point(x: 50, y: 40)], width: 3, white)
    var many = Canvas(width: 60, height: 60, background: black)
    many.stroke(
      (0...400).map { Point(x: 10 + Double($0) / 10, y: 10 + Double($0) * 3 / 40) }, width: 3, white
    )
    for (a, b) in zip(few.raster.pixels, many.raster.pixels) {
      #expect(abs(Int(a) - Int(b)) <= 1)
    }
  }

  @Test func `opacity mixes as light`() {
    var canvas = Canvas(width: 1, height: 1, background: black)
    canvas.fill(.rectangle(Box(x: 0, y: 0, width: 1, height: 1)), white, opacity: 0.5)
    #expect(canvas.raster[0, 0] == Color(0xBCBCBC))
  }

  @Test func `shapes far outside the sheet leave it alone`() {
    var canvas = Canvas(width: 8, height: 8, background: white)
    canvas.fill(.rectangle(Box(x: -1e9, y: -1e9, width: 10, height: 10)), black)
    canvas.fill(.disc(center: Point(x: 1e7, y: 4), radius: 3), black)
    canvas.stroke([Point(x: -90, y: -90), Point(x: -20, y: -10)], width: 5, black)
    #expect(canvas.raster == Canvas(width: 8, height: 8, background: white).raster)
  }

  @Test func `a picture drawn at its own size comes through unchanged`() {
    let picture = checkerboard(width: 12, height: 9)
    var canvas = Canvas(width: 12, height: 9, background: white)
    canvas.draw(picture, in: Box(x: 0, y: 0, width: 12, height: 9), fading: 0) { $0 }
    #expect(canvas.raster == picture)
  }

  @Test func `a finer picture is averaged, not sampled`() {
    let picture = checkerboard(width: 64, height: 64)
    var canvas = Canvas(width: 16, height: 16, background: white)
    canvas.draw(picture, in: Box(x: 0, y: 0, width: 16, height: 16), fading: 0) {
      Point(x: $0.x * 4, y: $0.y * 4)
    }
    #expect(canvas.raster.pixels.enumerated().allSatisfy { $0 % 4 == 3 || abs(Int($1) - 188) <= 1 })
  }

  /// Black and white pixels by turns.
  private func checkerboard(width: Int, height: Int) -> Raster {
    let pixels = (0..<width * height).flatMap { index -> [UInt8] in
      let value: UInt8 = (index % width + index / width).isMultiple(of: 2) ? 255 : 0
      return [value, value, value, 255]
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  private func light(of raster: Raster) -> Double {
    stride(from: 0, to: raster.pixels.count, by: 4).reduce(0) {
      $0 + Double(LinearLight.ofByte[Int(raster.pixels[$1])]) / 65535
    }
  }
}
