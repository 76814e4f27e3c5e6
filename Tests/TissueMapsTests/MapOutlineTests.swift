import CellSections
import Testing
import TissueMaps

struct MapOutlineTests {
  /// A panel with a border 60 µm beyond its cells on every side.
  private func panel(_ name: String) -> MapPanel {
    var panel = Simulated.panel(name, cells: 300, categories: ["A"], width: 400, height: 300)
    panel.coloring = .plain
    panel.outlines = [
      MapOutline(
        rings: [
          [
            MapOutline.Corner(x: -60, y: -60), MapOutline.Corner(x: 460, y: -60),
            MapOutline.Corner(x: 460, y: 360), MapOutline.Corner(x: -60, y: 360),
          ]
        ], label: "1", middle: MapOutline.Corner(x: 200, y: 150))
    ]
    return panel
  }

  @Test(arguments: [1, 6])
  func `a border stays within its map, away from captions and the edge`(count: Int) throws {
    let map = TissueMap(title: "found", panels: (0..<count).map { panel("sec\($0)") })
    let plan = try FigurePlan(map)
    let raster = try map.render()
    for place in plan.layout.panels {
      #expect(abs(place.map.width / plan.layout.pixelsPerUnit - 520) < 30)
      #expect(abs(place.map.height / plan.layout.pixelsPerUnit - 420) < 30)
      // The strip above the map that parts it from its caption is paper.
      let y = Int(place.map.y) - 2
      for x in Int(place.map.x)..<Int(place.map.right) {
        #expect(raster[x, y] == Theme.light.background)
      }
    }
    let ink = try #require(raster.inkBounds(background: Theme.light.background))
    #expect(ink.bottom <= Double(raster.height) - 20 && ink.x >= 20)
  }

  @Test func `a footnote stands under the figure and widens nothing`() throws {
    var map = TissueMap(title: "found", panels: [panel("section")])
    let plain = try FigurePlan(map).layout
    map.footnote = "Left out: 3 groups of fewer than 10 cells, which together hold 17 cells."
    let noted = try FigurePlan(map).layout
    #expect(noted.width == plain.width && noted.height > plain.height + 20)
    let raster = try map.render()
    let isInk = (Int(plain.height) - 30..<raster.height - 30).contains { y in
      (0..<raster.width).contains { raster[$0, y] != Theme.light.background }
    }
    #expect(isInk)
  }
}
