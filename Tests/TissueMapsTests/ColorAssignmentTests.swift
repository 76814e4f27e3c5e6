import CellSections
import Testing
import TissueMaps

struct ColorAssignmentTests {
  /// Layers one over the other, 200 cells each; `order` names them from the top by their codes.
  private func layers(_ order: [Int], colors: [String]? = nil, name: String = "section") -> MapPanel
  {
    var numbers = Simulated.Numbers()
    var (x, y, codes) = ([Double](), [Double](), [Int32]())
    for (layer, code) in order.enumerated() {
      for _ in 0..<200 {
        x.append(numbers.uniform() * 1000)
        y.append((Double(layer) + numbers.uniform()) * 100)
        codes.append(Int32(code))
      }
    }
    return MapPanel(
      name: name, coordinates: Coordinates(x: x, y: y, unit: .microns),
      coloring: .categories(
        LabelColumn(
          name: "layer", categories: Simulated.names(order.count), codes: codes, colors: colors)))
  }

  /// The least difference between a layer and the one under it.
  private func leastDifference(_ order: [Int], theme: Theme = .light) -> Double {
    let map = TissueMap(panels: [layers(order)], style: MapStyle(theme: theme))
    let colors = map.categoryColors.map(\.color)
    return zip(order, order.dropFirst()).map { ColorDifference.seen(colors[$0], colors[$1]) }
      .min() ?? 0
  }

  @Test(arguments: [4, 7, 12, 15, 20, 30], Theme.allCases)
  func `layers that touch look very different, in whatever order they lie`(
    count: Int, theme: Theme
  ) {
    let straight = Array(0..<count)
    var numbers = Simulated.Numbers()
    let shuffled = straight.map { ($0, numbers.uniform()) }.sorted { $0.1 < $1.1 }.map(\.0)
    for order in [straight, Array(straight.reversed()), shuffled] {
      #expect(leastDifference(order, theme: theme) > (count <= 7 ? 20 : 30), "\(order)")
    }
  }

  @Test func `the colors are those of the palette, each once, and the same every time`() {
    let map = TissueMap(panels: [layers(Array(0..<15))])
    let colors = map.categoryColors.map(\.color)
    #expect(Set(colors) == Set(CategoricalPalette.colors(15)))
    #expect(colors == map.categoryColors.map(\.color))
  }

  @Test func `the file's own colors stay, however alike`() {
    let own = ["#6C04EC", "#6C0AA7", "#6C04EB"]
    let map = TissueMap(panels: [layers([0, 1, 2], colors: own)])
    #expect(map.categoryColors.map(\.color.hex) == own)
  }

  @Test func `new categories keep away from the colors that others were given`() {
    // The prediction has its own colors, the palette's second and fifth among them; the truth has a third class.
    let given = CategoricalPalette.colors(5)
    let own = layers([0, 1], colors: [given[1].hex, given[4].hex], name: "first")
    let map = TissueMap(panels: [own, layers([0, 2, 1], name: "second")])
    let colors = map.categoryColors.map(\.color)
    #expect(colors[0] == given[1] && colors[1] == given[4])
    #expect(ColorDifference.seen(colors[2], colors[0]) > 15)
    #expect(ColorDifference.seen(colors[2], colors[1]) > 15)
  }

  @Test func `figures of single sections agree where they know of one another`() {
    let (first, second) = (layers(Array(0..<10)), layers([3, 7, 1, 9, 0, 8, 2, 6, 4, 5]))
    var alone = TissueMap(panels: [first])
    alone.companions = [second]
    var other = TissueMap(panels: [second])
    other.companions = [first]
    #expect(alone.categoryColors.map(\.color) == other.categoryColors.map(\.color))
    #expect(
      TissueMap(panels: [first]).categoryColors.map(\.color)
        != TissueMap(panels: [second]).categoryColors.map(\.color))
  }

  @Test func `categories without cells take no color from those with`() {
    var panel = layers([0, 1, 2])
    guard case .categories(var column) = panel.coloring else { return }
    column.categories = (0..<40).map { "empty \($0)" } + column.categories
    column.codes = column.codes.map { $0 + 40 }
    panel.coloring = .categories(column)
    let colors = TissueMap(panels: [panel]).categoryColors.suffix(3).map(\.color)
    #expect(Set(colors) == Set(CategoricalPalette.colors(3)))
  }
}
