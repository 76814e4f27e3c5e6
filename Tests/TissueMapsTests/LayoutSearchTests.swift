import CellSections
import Testing
import TissueMaps

struct LayoutSearchTests {
  private static let longNames = [
    "CD8-positive, alpha-beta memory T cell, CD45RO-positive, of the lamina propria", "神経細胞",
    "L2/3 intratelencephalic projecting glutamatergic neuron of the primary motor cortex", "", "β",
  ]

  private static let shapes: [(width: Double, height: Double)] = [
    (1000, 700), (100, 3000), (3000, 100), (0, 500), (500, 0), (0, 0),
  ]

  /// Figures of every kind that is hard to lay out.
  private static let figures: [TissueMap] = {
    var figures: [TissueMap] = []
    for categories in [Simulated.names(1), longNames, Simulated.names(69), Simulated.names(300)] {
      for (width, height) in shapes {
        let panel = Simulated.panel(
          String(repeating: "section with a name ", count: 6), cells: 300, categories: categories,
          width: width, height: height)
        figures.append(
          TissueMap(title: String(repeating: "a long title ", count: 30), panels: [panel]))
      }
      for count in [2, 3, 6, 20] {
        let panels = (0..<count).map { index in
          Simulated.panel(
            "section \(index)", cells: 300, categories: categories,
            width: shapes[index % 3].width, height: shapes[index % 2].height)
        }
        figures.append(TissueMap(panels: panels))
      }
    }
    for width in [FigureWidth.millimetres(85), .millimetres(180), .pixels(600), .pixels(4000)] {
      figures.append(
        TissueMap(
          title: "Fixed", panels: [Simulated.panel(cells: 300, categories: Simulated.names(12))],
          style: MapStyle(width: width)))
    }
    return figures
  }()

  @Test func `legend, maps and edges never overlap, whatever is drawn`() throws {
    for figure in Self.figures {
      let layout = try FigurePlan(figure).layout
      let maps = layout.panels.map(\.map)
      let page = Box(x: 0, y: 0, width: layout.width, height: layout.height)
      for (index, map) in maps.enumerated() {
        #expect(!layout.legend.overlaps(map))
        #expect(maps[..<index].allSatisfy { !$0.overlaps(map) })
      }
      for box in maps + [layout.legend] {
        #expect(box.x >= 0 && box.y >= 0)
        #expect(box.right <= page.right && box.bottom <= page.bottom)
      }
    }
  }

  @Test func `no ink comes near the edge, so no text is cut off`() throws {
    for figure in Self.figures {
      let raster = try figure.render()
      let ink = try #require(raster.inkBounds(background: Color(0xFFFFFF)))
      #expect(ink.x >= 10 && ink.y >= 10)
      #expect(ink.right <= Double(raster.width) - 10)
      #expect(ink.bottom <= Double(raster.height) - 10)
    }
  }

  @Test func `a figure is exactly as wide as asked, and at most 180 mm where not asked`() throws {
    let panel = Simulated.panel(cells: 300, categories: Simulated.names(12))
    func width(_ width: FigureWidth, dotsPerInch: Double = 300) throws -> Int {
      let style = MapStyle(width: width, dotsPerInch: dotsPerInch)
      return try TissueMap(panels: [panel], style: style).render().width
    }
    #expect(try width(.pixels(1234)) == 1234)
    #expect(try width(.millimetres(85)) == 1004)
    #expect(try width(.millimetres(85), dotsPerInch: 100) == 335)
    #expect(try width(.automatic) <= 2126)
  }

  @Test func `a tall section makes a narrow figure, not a wide margin`() throws {
    let panel = Simulated.panel(
      cells: 300, categories: Simulated.names(5), width: 100, height: 1000)
    let layout = try FigurePlan(TissueMap(panels: [panel])).layout
    #expect(layout.width < layout.height / 2)
  }

  @Test func `a wide section has its legend below, a tall one beside it`() throws {
    func layout(_ width: Double, _ height: Double) throws -> FigureLayout {
      try FigurePlan(
        TissueMap(panels: [
          Simulated.panel(
            cells: 300, categories: Simulated.names(8), width: width, height: height)
        ])
      ).layout
    }
    let wide = try layout(3000, 500)
    #expect(wide.legend.y >= wide.panels[0].map.bottom)
    let tall = try layout(500, 3000)
    #expect(tall.legend.x >= tall.panels[0].map.right)
  }

  @Test func `three maps leave the fourth place to the legend`() throws {
    let panels = (0..<3).map { _ in Simulated.panel(cells: 300, categories: Simulated.names(5)) }
    let layout = try FigurePlan(TissueMap(panels: panels)).layout
    #expect(layout.legend.x >= layout.panels[2].map.right)
    #expect(layout.legend.y >= layout.panels[1].map.bottom)
  }
}
