import CellSections
import Testing
import TissueMaps

struct PointDiameterTests {
  private func diameters(_ panels: [MapPanel]) throws -> [Double] {
    let map = TissueMap(panels: panels)
    let plan = try FigurePlan(map)
    return panels.indices.map { plan.disc(ofCell: 0, in: map, panel: $0).diameter }
  }

  private func panel(_ cells: Int, width: Double = 1000) -> MapPanel {
    Simulated.panel(cells: cells, categories: ["A", "B"], width: width, height: 700)
  }

  @Test func `sections of one figure have points of one size`() throws {
    let found = try diameters([panel(500), panel(2000), panel(1000, width: 600)])
    #expect(found[0] == found[1] && found[1] == found[2])
  }

  @Test func `the size is that of the densest, so that its cells stay apart`() throws {
    let (sparse, dense) = (panel(500), panel(2000))
    let (together, alone) = (
      try FigurePlan(TissueMap(panels: [sparse, dense])), try FigurePlan(TissueMap(panels: [dense]))
    )
    func steps(_ plan: FigurePlan, _ map: TissueMap, _ panel: Int) -> Double {
      plan.disc(ofCell: 0, in: map, panel: panel).diameter / plan.layout.pixelsPerUnit
    }
    let both = steps(together, TissueMap(panels: [sparse, dense]), 0)
    let own = steps(alone, TissueMap(panels: [dense]), 0)
    // Points of few pixels are drawn somewhat larger, which differs between the two figures.
    #expect(abs(both / own - 1) < 0.25)
  }

  @Test func `a section whose cells would vanish keeps its own size`() throws {
    let found = try diameters([panel(60), panel(20_000)])
    #expect(found[0] > 3 * found[1])
  }

  @Test(arguments: [0, -1, Double.nan, .infinity, 1e9, 0.01])
  func `sizes that cannot be drawn are refused by name`(factor: Double) throws {
    var panel = panel(100)
    panel.pointSize = .scaled(factor)
    let error = try #require(throws: FigureError.self) { try TissueMap(panels: [panel]).render() }
    guard case .settingOutOfRange("point size", _) = error.reason else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func `a size is a multiple of the automatic one`() throws {
    var small = panel(2000)
    small.pointSize = .scaled(0.5)
    let (plain, scaled) = (try diameters([panel(2000)])[0], try diameters([small])[0])
    #expect(scaled > 0.45 * plain && scaled < 0.65 * plain)
  }
}
