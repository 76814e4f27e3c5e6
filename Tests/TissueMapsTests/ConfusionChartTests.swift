import Testing
import TissueMaps

struct ConfusionChartTests {
  @Test(arguments: Theme.allCases)
  func `charts of any number of classes keep away from the edge`(theme: Theme) throws {
    for count in [1, 2, 15, 69, 200] {
      let counts = (0..<count).map { row in (0..<count).map { $0 == row ? 1000 : ($0 + row) % 3 } }
      let raster = try ConfusionChart(
        title: "Confusion", classes: (0..<count).map { "a class with a long name \($0)" },
        counts: counts, style: ChartStyle(theme: theme)
      ).render()
      let ink = try #require(raster.inkBounds(background: theme.background))
      #expect(ink.x >= 10 && ink.y >= 10, "\(count)")
      #expect(ink.right <= Double(raster.width) - 10, "\(count)")
      #expect(ink.bottom <= Double(raster.height) - 10, "\(count)")
    }
  }

  @Test func `rows are true classes and shares are of the row`() throws {
    // All of A is taken for B; of B nothing.
    let wrong = try ConfusionChart(classes: ["A", "B"], counts: [[0, 9], [0, 0]]).render()
    let right = try ConfusionChart(classes: ["A", "B"], counts: [[0, 90], [0, 0]]).render()
    let full = Color(0x08519C)
    func middle(_ raster: Raster) -> Point? {
      let places = (0..<raster.height).flatMap { y in
        (0..<raster.width).filter { raster[$0, y] == full }.map {
          Point(x: Double($0), y: Double(y))
        }
      }
      guard places.count > 1000 else { return nil }
      return Point(
        x: places.map(\.x).reduce(0, +) / Double(places.count),
        y: places.map(\.y).reduce(0, +) / Double(places.count))
    }
    let first = try #require(middle(wrong))
    #expect(middle(right) == first)
    let mirrored = try ConfusionChart(classes: ["A", "B"], counts: [[0, 0], [9, 0]]).render()
    let other = try #require(middle(mirrored))
    #expect(first.x > other.x && first.y < other.y)
  }

  @Test func `no class and no room are refused`() {
    #expect(throws: FigureError("chart", .nothingToDraw)) {
      try ConfusionChart(classes: [], counts: []).render()
    }
    #expect(throws: FigureError.self) {
      try ConfusionChart(
        classes: ["A", "B"], counts: [[1, 0], [0, 1]], style: ChartStyle(width: .pixels(50))
      ).render()
    }
  }
}
