import Testing
import TissueMaps

struct TextFittingTests {
  private let style = TextStyle(size: 10)
  private let long = "CD8-positive, alpha-beta memory T cell, CD45RO-positive"

  @Test func `what fits stays as it is`() {
    #expect(TextFitting.ellipsised("Astro", width: 100, style: style) == "Astro")
  }

  @Test(arguments: [0.0, 3, 9, 20, 60, 120, 200])
  func `what does not fit is cut to the room there is`(room: Double) {
    let cut = TextFitting.ellipsised(long, width: room, style: style)
    #expect(TextLine(cut, style).width <= room)
    #expect(cut.isEmpty || cut.contains("…"))
  }

  @Test func `beginning and end remain`() {
    let cut = TextFitting.ellipsised(long, width: 120, style: style)
    #expect(cut.hasPrefix("CD8-positive") && cut.hasSuffix("itive"))
  }

  @Test func `names that differ at their ends stay different`() {
    let names = ["lamina propria", "epithelium"].map {
      TextFitting.ellipsised(long + ", of the " + $0, width: 130, style: style)
    }
    #expect(names[0] != names[1])
  }

  @Test func `a title is broken between words and no line is too long`() {
    let lines = TextFitting.wrapped(long, width: 120, limit: 5, style: style)
    #expect(lines.count > 1)
    #expect(lines.joined(separator: " ") == long)
    #expect(lines.allSatisfy { TextLine($0, style).width <= 120 })
  }

  @Test func `what exceeds the last line is cut`() {
    let lines = TextFitting.wrapped(long, width: 100, limit: 2, style: style)
    #expect(lines.count == 2)
    #expect(lines[1].contains("…"))
    #expect(lines.allSatisfy { TextLine($0, style).width <= 100 })
  }

  @Test func `no text has no lines`() {
    #expect(TextFitting.wrapped("  ", width: 100, limit: 2, style: style).isEmpty)
  }
}
