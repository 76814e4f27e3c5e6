import CellSections
import Testing
import TissueMaps

struct ScaleBarTests {
  @Test(arguments: [
    (1.0, 450.0, 200.0, "200 µm"), (0.1, 450, 2000, "2 mm"), (450, 900, 2, "2 µm"),
    (4000, 900, 0.2, "200 nm"),
    (1, 100, 100, "100 µm"), (1, 1000, 1000, "1 mm"),
  ])
  func `the bar is the longest round length there is room for`(
    pixelsPerMicron: Double, longest: Double, microns: Double, text: String
  ) throws {
    let bar = try #require(ScaleBar(pixelsPerMicron: pixelsPerMicron, longest: longest))
    #expect(abs(bar.microns - microns) < 1e-9 * microns)
    #expect(abs(bar.length - microns * pixelsPerMicron) < 1e-6)
    #expect(bar.text == text)
  }

  @Test(arguments: [1.0, 0.325, 7.3])
  func `the bar in the picture is as long as it says, within a pixel`(micronsPerPixel: Double)
    throws
  {
    let map = TissueMap(panels: [
      Simulated.panel(
        cells: 900, categories: ["A"], unit: .pixels(micronsPerPixel: micronsPerPixel))
    ])
    let plan = try FigurePlan(map)
    let bar = try #require(plan.scaleBar)
    let raster = try map.render()
    // The bar is the longest run of ink-colored pixels in its strip.
    let ink = Color(0x1B1F24)
    var longest = 0
    for y in Int(
      plan.layout.scaleBarCorner.y)..<min(Int(plan.layout.scaleBarCorner.y) + 45, raster.height)
    {
      var run = 0
      for x in 0..<raster.width {
        run = raster[x, y] == ink ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    #expect(abs(Double(longest) - bar.microns * plan.layout.pixelsPerUnit) <= 1)
    // And the map has that scale: two cells so far apart in µm lie so far apart in pixels.
    let (a, b) = (plan.disc(ofCell: 0, in: map).center, plan.disc(ofCell: 1, in: map).center)
    let coordinates = map.panels[0].coordinates
    let microns = abs(coordinates.x[0] - coordinates.x[1]) * micronsPerPixel
    #expect(abs(abs(a.x - b.x) - microns * plan.layout.pixelsPerUnit) < 1e-6)
  }

  @Test func `there is no bar where units are unknown or nothing has a size`() throws {
    let unknown = TissueMap(panels: [
      Simulated.panel(cells: 50, categories: ["A"], unit: .unknown)
    ])
    #expect(try FigurePlan(unknown).scaleBar == nil)
    let mixed = TissueMap(panels: unknown.panels + [Simulated.panel(cells: 50, categories: ["A"])])
    #expect(try FigurePlan(mixed).scaleBar == nil)
    let lone = TissueMap(panels: [Simulated.panel(cells: 1, categories: ["A"])])
    #expect(try FigurePlan(lone).scaleBar == nil)
    for size in [0.0, -1, .nan, .infinity] {
      let wrong = TissueMap(panels: [
        Simulated.panel(cells: 50, categories: ["A"], unit: .pixels(micronsPerPixel: size))
      ])
      #expect(try FigurePlan(wrong).scaleBar == nil)
    }
  }
}
