import CellSections
import Testing
import TissueMaps

struct TissueExtentTests {
  /// Cells all over a square of 1,000 at an offset.
  private func piece(_ cells: Int, x: Double = 0, y: Double = 0, side: Double = 1000) -> [Point] {
    var numbers = Simulated.Numbers()
    return (0..<cells).map { _ in
      Point(x: x + numbers.uniform() * side, y: y + numbers.uniform() * side)
    }
  }

  private func extent(_ cells: [Point]) -> TissueExtent {
    TissueExtent(x: cells.map(\.x), y: cells.map(\.y))
  }

  @Test(arguments: [
    [Point(x: 1e7, y: 1e7)], [Point(x: 500, y: -9000)],
    [Point(x: 1e9, y: 0), Point(x: -1e7, y: 0), Point(x: 0, y: 5000)],
  ])
  func `strays are left out, and nothing else`(strays: [Point]) {
    let tissue = piece(3000)
    let found = extent(tissue + strays)
    #expect(found.strayCount == strays.count)
    #expect(tissue.allSatisfy(found.holds))
    #expect(found.width <= 1000 && found.height <= 1000)
  }

  @Test func `a heap of cells in one place far away is left out`() {
    let heap = [Point](repeating: Point(x: 0, y: 0), count: 700)
    let found = extent(piece(3000, x: 20_000, y: 20_000) + heap)
    #expect(found.strayCount == 700)
  }

  @Test func `pieces of tissue on one slide are all kept, however small and far`() {
    for small in [8, 40, 300] {
      let cells =
        piece(3000) + piece(2500, x: 4000) + piece(small, x: 30_000, y: 9000, side: 200)
      #expect(extent(cells).strayCount == 0, "\(small)")
    }
  }

  @Test func `cells around the tissue are no strays, and few cells have none`() {
    let rim = [Point(x: -700, y: 0), Point(x: 500, y: 1800), Point(x: 1900, y: 1900)]
    #expect(extent(piece(3000) + rim).strayCount == 0)
    #expect(extent(piece(15) + [Point(x: 1e6, y: 0)]).strayCount == 0)
    #expect(extent([]).strayCount == 0)
    #expect(extent([Point](repeating: Point(x: 5, y: 5), count: 100)).strayCount == 0)
    let line = (0..<200).map { Point(x: Double($0), y: 0) }
    #expect(extent(line).strayCount == 0)
  }

  @Test(
    .enabled(if: RealSections.areThere, "the data are not there"),
    arguments: [
      "cosmx_lung5rep3_dev", "her2st_dev", "iss_full_coronal_pciseq", "merfish_visp_allen",
      "osmfish_sscortex", "smfish_visp_allen", "starmap_mpfc_dev",
      "xenium_mouse_brain_36k_unlabelled",
    ])
  func `no cell of a real section is a stray, one by one or several on one slide`(name: String)
    throws
  {
    let sections = try RealSections.coordinates(name)
    var slide: [Point] = []
    for section in sections {
      let found = TissueExtent(x: section.x, y: section.y)
      #expect(found.strayCount == 0)
      for offset in [0, 2, 5] {
        slide += zip(section.x, section.y).map {
          Point(x: $0 + Double(offset) * found.width, y: $1)
        }
      }
    }
    #expect(extent(slide).strayCount == 0)
  }

  @Test func `a map with a stray shows the tissue as large as without it, and says so`() throws {
    var panel = Simulated.panel(cells: 2000, categories: ["A", "B"])
    let plain = try FigurePlan(TissueMap(panels: [panel])).layout.pixelsPerUnit
    panel.coordinates.x[7] = 1e8
    let map = TissueMap(panels: [panel])
    #expect(try abs(FigurePlan(map).layout.pixelsPerUnit / plain - 1) < 0.02)
    let notes = try map.draw().notes
    #expect(notes.count == 1)
    #expect(notes.first?.contains("1 of 2,000 cells") ?? false)
    #expect(notes.first?.contains("not drawn") ?? false)
  }
}
