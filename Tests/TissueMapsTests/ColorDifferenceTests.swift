import Testing
import TissueMaps

struct ColorDifferenceTests {
  /// From the table of Sharma, Wu and Dalal (2005), among them the pairs at which hues wrap around.
  @Test(arguments: [
    (
      CIELab(lightness: 50, a: 2.6772, b: -79.7751), CIELab(lightness: 50, a: 0, b: -82.7485),
      2.0425
    ),
    (
      CIELab(lightness: 50, a: -1.3802, b: -84.2814), CIELab(lightness: 50, a: 0, b: -82.7485),
      1.0000
    ),
    (CIELab(lightness: 50, a: 0, b: 0), CIELab(lightness: 50, a: -1, b: 2), 2.3669),
    (CIELab(lightness: 50, a: 2.49, b: -0.001), CIELab(lightness: 50, a: -2.49, b: 0.0009), 7.1792),
    (CIELab(lightness: 50, a: 2.49, b: -0.001), CIELab(lightness: 50, a: -2.49, b: 0.0011), 7.2195),
    (CIELab(lightness: 50, a: 2.5, b: 0), CIELab(lightness: 73, a: 25, b: -18), 27.1492),
    (CIELab(lightness: 50, a: 2.5, b: 0), CIELab(lightness: 58, a: 24, b: 15), 19.4535),
  ])
  func `differences are those of the published table`(
    first: CIELab, second: CIELab, expected: Double
  ) {
    #expect(abs(first.difference(from: second) - expected) < 1e-4)
    #expect(abs(second.difference(from: first) - expected) < 1e-4)
  }

  @Test func `white, black and red lie where CIELAB has them`() {
    let white = CIELab(Color(0xFFFFFF))
    #expect(abs(white.lightness - 100) < 1e-3 && abs(white.a) < 0.01 && abs(white.b) < 0.02)
    #expect(CIELab(Color(0)).lightness == 0)
    let red = CIELab(Color(0xFF0000))
    #expect(abs(red.lightness - 53.24) < 0.01 && abs(red.a - 80.09) < 0.02)
    #expect(abs(red.b - 67.20) < 0.02)
  }

  @Test func `red and green are alike to a deuteranope, blue and yellow are not`() {
    let (red, green) = (SeenColor(Color(0xB05050)), SeenColor(Color(0x6E7D50)))
    let normal = red.normal.difference(from: green.normal)
    #expect(red.deuteranopic.difference(from: green.deuteranopic) < normal / 3)
    let (blue, yellow) = (SeenColor(Color(0x2020D0)), SeenColor(Color(0xF0E040)))
    #expect(blue.deuteranopic.difference(from: yellow.deuteranopic) > 50)
  }
}
