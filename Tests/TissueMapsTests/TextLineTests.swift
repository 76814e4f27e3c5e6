import Testing
import TissueMaps

struct TextLineTests {
  private let style = TextStyle(size: 100)

  @Test func `tabular figures are all equally wide`() {
    let tabular = TextStyle(size: 100, figures: .tabular)
    let widths = (0...9).map { TextLine(String($0), tabular).width }
    #expect(Set(widths).count == 1)
    #expect(TextLine("1", style).width < TextLine("0", style).width)
  }

  @Test func `pairs are kerned`() {
    let apart = TextLine("A", style).width + TextLine("V", style).width
    #expect(TextLine("AV", style).width < apart - 2)
  }

  @Test func `width grows with size`() {
    let large = TextLine("µm · L2/3", TextStyle(size: 200)).width
    #expect(abs(large - 2 * TextLine("µm · L2/3", style).width) < 1e-9)
  }

  @Test(arguments: ["µαβγδωΩ", "×²·…≥≤“”–—−", "ÄöüßéÅçñŁőžş", "Нейрон", "⁰⁴₂→±≈∞"])
  func `all characters a biologist needs are in the font`(text: String) {
    let box = TextLine("\u{4E00}", style).width
    for character in text {
      #expect(pixels(String(character)) != pixels("\u{4E00}"), "\(character)")
    }
    #expect(box > 0)
  }

  @Test(arguments: ["神", "خ", "🧠", "👩🏽‍🔬", "ꙮ"])
  func `a character the font lacks is one hollow box`(text: String) {
    #expect(pixels(text) == pixels("\u{4E00}"))
    #expect(pixels(text) != pixels(" "))
  }

  @Test func `letters and their marks are the same as the composed letter`() {
    #expect(pixels("e\u{301}") == pixels("é"))
    #expect(pixels("\u{3BC}") == pixels("\u{B5}"))
  }

  @Test func `line breaks, tabs and control characters are spaces`() {
    #expect(pixels("A\nB") == pixels("A B"))
    #expect(pixels("A\tB") == pixels("A B"))
    #expect(pixels("A\u{7}B") == pixels("A B"))
  }

  @Test func `empty text has no width and leaves no ink`() {
    #expect(TextLine("", style).width == 0)
    #expect(pixels("") == pixels(" "))
  }

  @Test func `the ink of a line lies between its ends, capitals above the baseline`() {
    let raster = drawn("HHH")
    let ink = (0..<raster.height).flatMap { y in
      (0..<raster.width).filter { raster[$0, y] != Color(0xFFFFFF) }.map { ($0, y) }
    }
    let width = TextLine("HHH", style).width
    #expect(ink.allSatisfy { $0.0 >= 20 && Double($0.0) <= 20 + width && $0.1 < 150 })
    // Inter's capitals are .727 em high.
    #expect(ink.map(\.1).min() == 150 - 73)
  }

  @Test func `a quarter turn reads upward`() {
    var canvas = Canvas(width: 200, height: 300, background: Color(0xFFFFFF))
    canvas.write("HHH", at: Point(x: 100, y: 280), style, Color(0), quarterTurns: 1)
    let raster = canvas.raster
    let columns = (0..<200).filter { x in (0..<300).contains { raster[x, $0] != Color(0xFFFFFF) } }
    #expect(columns.min() == 100 - 73 && columns.max() == 99)
  }

  private func pixels(_ text: String) -> [UInt8] { drawn(text).pixels }

  private func drawn(_ text: String) -> Raster {
    var canvas = Canvas(width: 300, height: 200, background: Color(0xFFFFFF))
    canvas.write(text, at: Point(x: 20, y: 150), style, Color(0))
    return canvas.raster
  }
}
