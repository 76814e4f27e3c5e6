import CellSections
import Testing
import TissueMaps

struct TissueMapTests {
  private let white = Color(0xFFFFFF)
  private let okabe = CategoricalPalette.colors(3)

  /// Cells at given places with given categories out of A, B and C; nil is missing.
  private func map(
    _ cells: [(x: Double, y: Double, category: String?)], colors: [String]? = nil,
    style: MapStyle = MapStyle()
  ) -> TissueMap {
    let names = ["A", "B", "C"]
    let codes = cells.map { cell in Int32(names.firstIndex { $0 == cell.category } ?? -1) }
    return TissueMap(
      panels: [
        MapPanel(
          name: "s",
          coordinates: Coordinates(x: cells.map(\.x), y: cells.map(\.y), unit: .microns),
          coloring: .categories(
            LabelColumn(name: "type", categories: names, codes: codes, colors: colors)))
      ], style: style)
  }

  private let corners: [(x: Double, y: Double, category: String?)] = [
    (0, 0, "A"), (100, 0, "B"), (0, 60, "C"), (100, 60, nil),
  ]

  /// The color in the middle of a cell's disc.
  private func color(ofCell cell: Int, _ map: TissueMap) throws -> Color {
    let center = try FigurePlan(map).disc(ofCell: cell, in: map).center
    return try map.render()[Int(center.x), Int(center.y)]
  }

  @Test func `palette colors are used in order where all touch alike, missing cells are grey`()
    throws
  {
    let map = map(corners)
    #expect(try (0..<3).map { try color(ofCell: $0, map) } == okabe)
    #expect(try color(ofCell: 3, map) == Theme.light.missing)
  }

  @Test func `the file's own colors are used where there is one for each category`() throws {
    let own = ["#112233", "#445566", "#778899"]
    let map = map(corners, colors: own)
    #expect(try (0..<3).map { try color(ofCell: $0, map).hex } == own)
    for useless in [["#112233"], ["#112233", "no color", "#778899"]] {
      #expect(try color(ofCell: 0, self.map(corners, colors: useless)) == okabe[0])
    }
  }

  @Test func `a category that says unknown is grey and takes no color from the others`() throws {
    var map = map(corners)
    map.panels[0].coloring = .categories(
      LabelColumn(name: "type", categories: ["Unknown", "A", "B"], codes: [0, 1, 2, -1]))
    #expect(try color(ofCell: 0, map) == Theme.light.unknown)
    #expect(try color(ofCell: 1, map) == okabe[0])
    #expect(try color(ofCell: 2, map) == okabe[1])
  }

  @Test func `y points down and x to the right`() throws {
    let map = map(corners)
    let plan = try FigurePlan(map)
    let places = (0..<4).map { plan.disc(ofCell: $0, in: map).center }
    #expect(places[0].x < places[1].x && places[0].y == places[1].y)
    #expect(places[0].y < places[2].y && places[0].x == places[2].x)
  }

  @Test func `both axes have one scale`() throws {
    let map = map(corners)
    let plan = try FigurePlan(map)
    let places = (0..<4).map { plan.disc(ofCell: $0, in: map).center }
    let ratio = (places[1].x - places[0].x) / (places[2].y - places[0].y)
    #expect(abs(ratio - 100 / 60) < 1e-9)
  }

  @Test func `a rare cell is seen in the midst of a crowd`() throws {
    var cells: [(x: Double, y: Double, category: String?)] = [(50.2, 50.1, "B")]
    for index in 0..<10_000 {
      cells.append((Double(index % 100), Double(index / 100), "A"))
    }
    #expect(try color(ofCell: 0, map(cells)) == okabe[1])
  }

  @Test func `a missing cell lies under all others`() throws {
    var cells = corners
    cells.insert((50, 30, "A"), at: 0)
    cells.append((50, 30, nil))
    let map = map(cells)
    #expect(try color(ofCell: 0, map) == map.categoryColors[0].color)
  }

  @Test func `a high number covers a low one, and a low one the missing`() throws {
    var map = map(corners + [(50, 30, nil), (50, 30, nil), (50, 30, nil)])
    map.panels[0].coloring = .numbers(name: "Gad1", values: [0, 1, 2, 3, 10, nil, 4])
    map.style.clippedPercentiles = 0...100
    #expect(try color(ofCell: 4, map) == Viridis.color(at: 1))
    map.panels[0].coloring = .numbers(name: "Gad1", values: [10, 1, 2, 3, .nan, nil, 0])
    #expect(try color(ofCell: 4, map) == Viridis.color(at: 0))
  }

  @Test func `highlighted categories keep their colors, all others stand back under them`() throws {
    let map = map(corners + [(50, 30, "B"), (50, 30, "A")], style: MapStyle(highlighted: ["B"]))
    #expect(try color(ofCell: 1, map) == okabe[1])
    #expect(try color(ofCell: 0, map) == Theme.light.muted)
    #expect(try color(ofCell: 5, map) == okabe[1])
  }

  @Test
  func `a pale category that is highlighted is darkened, but not one whose color the file gives`()
    throws
  {
    let yellow = CategoricalPalette.colors(4)[3]
    #expect(OKLab(yellow).lightness > 0.8)
    #expect(OKLab(yellow.strongOnWhite).lightness < 0.75)
    #expect(okabe[1].strongOnWhite == okabe[1])
    let own = ["#112233", yellow.hex, "#778899"]
    let map = map(corners, colors: own, style: MapStyle(highlighted: ["B"]))
    #expect(try color(ofCell: 1, map) == yellow)
    var many = Simulated.panel(cells: 400, categories: Simulated.names(4))
    many.pointSize = .scaled(2)
    let plain = TissueMap(panels: [many])
    let pale = try #require(plain.categoryColors.first { $0.color == yellow })
    let shown = TissueMap(panels: [many], style: MapStyle(highlighted: [pale.name]))
    let pixels = try shown.render()
    let isStrong = (0..<pixels.height).contains { y in
      (0..<pixels.width).contains { pixels[$0, y] == yellow.strongOnWhite }
    }
    #expect(isStrong)
  }

  @Test func `a category to highlight that does not exist is refused with those that do`() {
    let map = map(corners, style: MapStyle(highlighted: ["D"]))
    #expect(
      throws: FigureError("highlight", .categoryNotFound(name: "D", known: ["A", "B", "C"]))
    ) { try map.render() }
  }

  @Test func `the same figure has the same bytes`() throws {
    let map = TissueMap(
      title: "Twice", panels: [Simulated.panel(cells: 3000, categories: Simulated.names(20))])
    #expect(try map.render().pngData() == map.render().pngData())
  }

  @Test(arguments: Theme.allCases)
  func `the paper is exactly the theme's color up to the edge`(theme: Theme) throws {
    let map = TissueMap(
      title: "Edge", panels: [Simulated.panel(cells: 500, categories: Simulated.names(5))],
      style: MapStyle(theme: theme))
    let raster = try map.render()
    #expect(raster[0, 0] == theme.background)
    #expect(raster[raster.width - 1, raster.height - 1] == theme.background)
    let ink = try #require(raster.inkBounds(background: theme.background))
    let margin = 20.0
    #expect(ink.x >= margin && ink.y >= margin)
    #expect(ink.right <= Double(raster.width) - margin)
    #expect(ink.bottom <= Double(raster.height) - margin)
  }

  @Test func `flipping mirrored cells gives the picture of those not mirrored`() throws {
    let panel = Simulated.panel(cells: 400, categories: Simulated.names(6))
    let plain = try TissueMap(panels: [panel]).render()
    var mirrored = panel
    mirrored.coordinates.x = panel.coordinates.x.map { -$0 }
    #expect(
      try TissueMap(panels: [mirrored], style: MapStyle(flipX: true)).render() == plain)
    #expect(try TissueMap(panels: [mirrored]).render() != plain)
    mirrored.coordinates.y = panel.coordinates.y.map { -$0 }
    let both = MapStyle(flipX: true, flipY: true)
    #expect(try TissueMap(panels: [mirrored], style: both).render() == plain)
  }

  @Test func `both flips are half a turn, and four quarter turns are none`() throws {
    let panel = Simulated.panel(cells: 400, categories: Simulated.names(6))
    func render(_ style: MapStyle) throws -> Raster {
      try TissueMap(panels: [panel], style: style).render()
    }
    #expect(
      try render(MapStyle(flipX: true, flipY: true)) == render(MapStyle(rotation: 180)))
    #expect(try render(MapStyle(rotation: 360)) == render(MapStyle()))
    #expect(try render(MapStyle(rotation: -90)) == render(MapStyle(rotation: 270)))
  }

  @Test func `a quarter turn goes with the clock`() throws {
    let map = map(corners, style: MapStyle(rotation: 90))
    let plan = try FigurePlan(map)
    let places = (0..<4).map { plan.disc(ofCell: $0, in: map).center }
    // The upper left cell comes to the upper right, the upper right one to the lower right.
    #expect(places[0].x > places[2].x && places[0].y == places[2].y)
    #expect(places[1].x == places[0].x && places[1].y > places[0].y)
  }

  @Test func `a cell without a place is refused`() {
    for wrong in [Double.nan, .infinity] {
      var cells = corners
      cells[2].y = wrong
      #expect(throws: FigureError("s", .positionNotFinite(cell: 2))) { try map(cells).render() }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 5])
  func `a handful of cells makes a small figure`(count: Int) throws {
    let panel = Simulated.panel(cells: count, categories: Simulated.names(max(count, 1)))
    let raster = try TissueMap(title: "Few", panels: [panel]).render()
    #expect(raster.width < 1100 && raster.height < 1300)
  }

  @Test func `cells in one place or in one line are drawn`() throws {
    for (x, y) in [
      ([5.0, 5, 5], [7.0, 7, 7]), ([5, 5, 5], [1, 2, 3]), ([1, 2, 3], [5, 5, 5]),
    ] {
      let cells = zip(x, y).map { (x: $0, y: $1, category: Optional("A")) }
      #expect(try color(ofCell: 1, map(cells)) == okabe[0])
    }
  }

  @Test func `coordinates of any size give the same picture`() throws {
    let panel = Simulated.panel(cells: 300, categories: Simulated.names(4), unit: .unknown)
    let plain = try FigurePlan(TissueMap(panels: [panel])).layout
    for factor in [1e-9, 1e9] {
      var scaled = panel
      scaled.coordinates.x = panel.coordinates.x.map { $0 * factor }
      scaled.coordinates.y = panel.coordinates.y.map { $0 * factor }
      let layout = try FigurePlan(TissueMap(panels: [scaled])).layout
      #expect(layout.width == plain.width && layout.height == plain.height)
      #expect(abs(layout.pixelsPerUnit * factor / plain.pixelsPerUnit - 1) < 1e-6)
    }
  }

  @Test func `a figure larger than the limit is refused before memory is taken`() throws {
    var map = map(corners)
    map.style.width = .pixels(1_000_000_000)
    let error = try #require(throws: FigureError.self) { try map.render() }
    guard case .canvasTooLarge(let width, _, let limit) = error.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(width == 1e9 && limit == 100_000_000)
    #expect(error.description.contains("smaller --width"))
  }

  @Test func `a figure too narrow for its text is refused with the least width`() throws {
    var map = map(corners)
    map.style.width = .pixels(30)
    let error = try #require(throws: FigureError.self) { try map.render() }
    guard case .canvasTooSmall(_, let minimum) = error.reason else {
      Issue.record("\(error)")
      return
    }
    map.style.width = .pixels(Int(minimum.rounded(.up)))
    #expect(try Double(map.render().width) == minimum.rounded(.up))
  }

  @Test func `settings that cannot be drawn with are refused`() {
    let wrong: [MapStyle] = [
      MapStyle(dotsPerInch: 0), MapStyle(dotsPerInch: .nan), MapStyle(rotation: .infinity),
      MapStyle(width: .millimetres(-1)), MapStyle(width: .millimetres(.infinity)),
      MapStyle(width: .pixels(0)), MapStyle(clippedPercentiles: 5...5),
      MapStyle(clippedPercentiles: -1...99), MapStyle(clippedPercentiles: 1...101),
    ]
    for style in wrong {
      #expect(throws: FigureError.self, "\(style)") { try map(corners, style: style).render() }
    }
  }

  @Test func `no section is an error, not an empty figure`() {
    #expect(throws: FigureError("figure", .nothingToDraw)) { try TissueMap(panels: []).render() }
  }

  @Test func `a section without coordinates is refused by name`() {
    let section = CellSection(
      name: "dissociated", cellIDs: [], genes: [],
      counts: CountMatrix(rowStarts: [0], columns: [], values: [], columnCount: 0))
    #expect(throws: FigureError("dissociated", .noPositions)) {
      try MapPanel(section: section, coloring: .plain)
    }
  }

  @Test func `one category has one color in all sections, whatever their order of categories`()
    throws
  {
    var (first, second) = (map(corners).panels[0], map(corners).panels[0])
    first.coloring = .categories(
      LabelColumn(name: "type", categories: ["A", "B"], codes: [0, 1, 0, 1]))
    second.coloring = .categories(
      LabelColumn(name: "type", categories: ["B", "C", "A"], codes: [0, 1, 2, 2]))
    let map = TissueMap(panels: [first, second])
    let (plan, raster) = (try FigurePlan(map), try map.render())
    func color(_ cell: Int, _ panel: Int) -> Color {
      let center = plan.disc(ofCell: cell, in: map, panel: panel).center
      return raster[Int(center.x), Int(center.y)]
    }
    #expect(color(0, 0) == color(2, 1) && color(1, 0) == color(0, 1))
    #expect(Set([color(0, 0), color(1, 0), color(1, 1)]) == Set(okabe))
  }

  @Test func `sections in different units share one scale`() throws {
    let microns = map(corners).panels[0]
    var pixels = microns
    pixels.coordinates = Coordinates(
      x: microns.coordinates.x.map { $0 * 4 }, y: microns.coordinates.y.map { $0 * 4 },
      unit: .pixels(micronsPerPixel: 0.25))
    let layout = try FigurePlan(TissueMap(panels: [microns, pixels])).layout
    #expect(layout.panels[0].map.width == layout.panels[1].map.width)
  }

  @Test func `a comparison shows wrong cells over right ones`() throws {
    let names = ["A", "B"]
    let truth = LabelColumn(name: "type", categories: names, codes: [0, 0, 1, -1])
    let prediction = LabelColumn(name: "guess", categories: names, codes: [0, 1, 1, 1])
    let panel = map(corners).panels[0]
    let map = TissueMap.comparison(
      coordinates: panel.coordinates, truth: truth, prediction: prediction)
    #expect(map.panels.map(\.name) == ["truth", "prediction", "difference"])
    let (plan, raster) = (try FigurePlan(map), try map.render())
    func isPure(_ color: Color, _ cell: Int) -> Bool {
      raster.isPure(color, at: plan.disc(ofCell: cell, in: map, panel: 2).center)
    }
    #expect(isPure(Theme.light.alarm, 1))
    #expect(!isPure(Theme.light.alarm, 0) && !isPure(Theme.light.alarm, 2))
    #expect(isPure(Theme.light.missing, 3))
  }

  @Test func `a comparison does not call wrong what was left unanswered`() throws {
    let truth = LabelColumn(name: "type", categories: ["A", "B"], codes: [0, 0, 1, 1])
    let prediction = LabelColumn(
      name: "guess", categories: ["A", "Unknown"], codes: [0, 1, 0, 1])
    let panel = map(corners).panels[0]
    let map = TissueMap.comparison(
      coordinates: panel.coordinates, truth: truth, prediction: prediction)
    let (plan, raster) = (try FigurePlan(map), try map.render())
    for cell in 0..<4 {
      let place = plan.disc(ofCell: cell, in: map, panel: 2).center
      #expect(raster.isPure(Theme.light.alarm, at: place) == (cell == 2))
      #expect(raster.isPure(Theme.light.unanswered, at: place) == (cell % 2 == 1))
    }
  }

  @Test func `the tissue image lies where its pixels belong, under the spots, through any turn`()
    throws
  {
    // A red left half and a blue right half, four pixels of the image to a step.
    let pixels = (0..<400 * 240).flatMap { index -> [UInt8] in
      index % 400 < 200 ? [255, 0, 0, 255] : [0, 0, 255, 255]
    }
    let image = TissueImage(
      raster: Raster(width: 400, height: 240, pixels: pixels), pixelsPerStep: 4)
    for (style, leftIsRed) in [
      (MapStyle(), true), (MapStyle(flipX: true), false), (MapStyle(rotation: 180), false),
    ] {
      var map = map([(10, 10, "A"), (90, 50, "A"), (10, 50, "A"), (90, 10, "A")], style: style)
      map.panels[0].image = image
      let box = try #require(try FigurePlan(map).layout.panels.first?.map)
      let raster = try map.render()
      let left = raster[Int(box.x + box.width * 0.3), Int(box.center.y)]
      let right = raster[Int(box.x + box.width * 0.7), Int(box.center.y)]
      #expect((left.red > left.blue) == leftIsRed)
      #expect((right.red > right.blue) != leftIsRed)
    }
  }

  @Test func `a spot of known diameter is drawn at its size`() throws {
    var map = map(corners)
    map.panels[0].pointSize = .diameter(steps: 12)
    let plan = try FigurePlan(map)
    #expect(abs(plan.disc(ofCell: 0, in: map).diameter - 12 * plan.layout.pixelsPerUnit) < 1e-9)
  }

  @Test func `a hundred and sixty thousand cells of 69 types are drawn`() throws {
    let map = TissueMap(panels: [
      Simulated.panel(cells: 161_421, categories: Simulated.names(69))
    ])
    let box = try #require(try FigurePlan(map).layout.panels.first?.map)
    let raster = try map.render()
    var pixels: [[UInt8]: Int] = [:]
    for row in Int(box.y)..<Int(box.y + box.height) {
      for column in Int(box.x)..<Int(box.x + box.width) {
        let color = raster[column, row]
        pixels[[color.red, color.green, color.blue], default: 0] += 1
      }
    }
    #expect(try map.render().pngData().count > 100_000)
    // The blends of two cells' edges are many, and few pixels have any one of them.
    #expect(pixels.values.count { $0 >= 100 } >= 69)
  }
}
