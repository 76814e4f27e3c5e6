import Testing
import TissueMaps

struct DiscStampsTests {
  @Test(arguments: [0.1, 0.4, 0.5, 1, 1.7, 3, 5.9, 6.1, 20.3, 60])
  func `a disc has the area πr² wherever it lies`(radius: Double) {
    let exact = Double.pi * radius * radius
    var stamps = DiscStamps(radius: radius)
    var sum = 0.0
    for place in 0..<64 {
      var canvas = Canvas(width: 140, height: 140, background: Color(0))
      let center = Point(x: 70 + Double(place % 8) / 8.3, y: 70 + Double(place / 8) / 8.3)
      canvas.fill(discsAt: [center], stamps: &stamps, inks: [Ink(Color(0xFFFFFF))])
      let area = light(of: canvas.raster)
      // A pixel's byte cannot say its light more exactly than to about a two-hundredth.
      #expect(abs(area - exact) <= 0.005 * exact + 0.01)
      sum += area
    }
    #expect(abs(sum / 64 - exact) <= 0.005 * exact + 0.0005)
  }

  @Test func `a thousand points smaller than a pixel give a thousand times their ink`() {
    var stamps = DiscStamps(radius: 0.3)
    var canvas = Canvas(width: 300, height: 300, background: Color(0))
    let centers = (0..<1000).map { index in
      Point(x: Double(index % 40) * 7.31 + 3, y: Double(index / 40) * 11.17 + 3)
    }
    canvas.fill(
      discsAt: centers, stamps: &stamps,
      inks: [Ink](repeating: Ink(Color(0xFFFFFF)), count: centers.count))
    let exact = 1000 * Double.pi * 0.09
    #expect(abs(light(of: canvas.raster) - exact) < 0.01 * exact)
  }

  @Test func `the area of disc and rectangle is exact where geometry says what it is`() {
    let whole = areaOfDisc(radius: 2, x0: -3, x1: 3, y0: -3, y1: 3)
    #expect(abs(whole - 4 * .pi) < 1e-12)
    #expect(abs(areaOfDisc(radius: 2, x0: 0, x1: 5, y0: 0, y1: 5) - .pi) < 1e-12)
    #expect(areaOfDisc(radius: 2, x0: -1, x1: 1, y0: -1, y1: 1) == 4)
    #expect(areaOfDisc(radius: 2, x0: 2, x1: 3, y0: -1, y1: 1) == 0)
    // The segment beyond a chord at half the radius: r² (π/3 − √3/4).
    let segment = areaOfDisc(radius: 2, x0: 1, x1: 9, y0: -9, y1: 9)
    #expect(abs(segment - 4 * (Double.pi / 3 - 3.0.squareRoot() / 4)) < 1e-12)
  }

  @Test func `discs beyond the edges of the sheet are cut off`() {
    var stamps = DiscStamps(radius: 5)
    var canvas = Canvas(width: 20, height: 20, background: Color(0))
    let centers = [
      Point(x: 0, y: 0), Point(x: 20, y: 20), Point(x: -50, y: 10), Point(x: 10, y: 1e6),
    ]
    canvas.fill(
      discsAt: centers, stamps: &stamps,
      inks: [Ink](repeating: Ink(Color(0xFFFFFF)), count: 4))
    #expect(abs(light(of: canvas.raster) - Double.pi * 25 / 2) < 0.4)
  }

  /// The sum over pixels of the share of full light, in pixels.
  private func light(of raster: Raster) -> Double {
    stride(from: 0, to: raster.pixels.count, by: 4).reduce(0) {
      $0 + Double(LinearLight.ofByte[Int(raster.pixels[$1])]) / 65535
    }
  }
}
