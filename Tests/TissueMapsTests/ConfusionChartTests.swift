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

  @Test func `cells without an answer have a column of their own, and shares are of all`() throws {
    // Half of A is right, half is unanswered; all of B is unanswered.
    let raster = try ConfusionChart(
      classes: ["A", "B"], counts: [[5, 0], [0, 0]],
      unanswered: ConfusionChart.Unanswered(name: "Unknown", counts: [5, 7])
    ).render()
    func columns(of color: Color) -> [Int] {
      (0..<raster.width).filter { x in
        (0..<raster.height).count { raster[x, $0] == color } > 50
      }
    }
    let full = columns(of: Color(0x08519C))
    let wide = try #require(full.first.map { (full.last ?? $0) - $0 + 1 })
    // Half a share is one color, in both columns of A's row: that of A and the last.
    let answered = try ConfusionChart(classes: ["A", "B"], counts: [[5, 5], [0, 7]]).render()
    let none = try ConfusionChart(classes: ["A", "B"], counts: [[10, 0], [0, 7]]).render()
    #expect(answered != none)
    #expect(wide > 50 && wide < 120)
    // The last column lies apart from the other two, to their right.
    let paper = columns(of: Color(0xF4F6F9))
    let last = try #require(paper.last)
    let first = try #require(full.first)
    #expect(first > last + 4)
  }

  @Test func `a chart is wider by the column of the unanswered`() throws {
    func width(_ unanswered: ConfusionChart.Unanswered?) throws -> Int {
      let names = (0..<6).map { "a class \($0)" }
      return try ConfusionChart(
        classes: names,
        counts: names.indices.map { row in names.indices.map { $0 == row ? 9 : 0 } },
        unanswered: unanswered
      ).render().width
    }
    let counts = [Int](repeating: 1, count: 6)
    #expect(
      try width(ConfusionChart.Unanswered(name: "Unknown", counts: counts)) > width(nil) + 40)
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
