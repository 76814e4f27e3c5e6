import Testing
import TissueMaps

struct PlotClippingTests {
  private let box = Box(x: 0, y: 0, width: 10, height: 10)

  @Test func `a line is cut where it leaves the box and goes on where it returns`() {
    let line = [(-5, 5), (5, 5), (5, 20), (8, 20), (8, 5)].map { Point(x: $0.0, y: $0.1) }
    let parts = PlotClipping.clipped(line, to: box)
    #expect(
      parts == [
        [Point(x: 0, y: 5), Point(x: 5, y: 5), Point(x: 5, y: 10)],
        [Point(x: 8, y: 10), Point(x: 8, y: 5)],
      ])
  }

  @Test func `what lies outside disappears`() {
    #expect(PlotClipping.clipped([Point(x: 11, y: 0), Point(x: 20, y: 9)], to: box).isEmpty)
    #expect(PlotClipping.clipped([Point(x: -1, y: 5)], to: box).isEmpty)
    #expect(PlotClipping.clipped([Point(x: 1, y: 5)], to: box) == [[Point(x: 1, y: 5)]])
  }

  @Test func `thinning keeps ends and extremes`() {
    let line = (0..<100_000).map { index in
      Point(x: Double(index) / 1000, y: index == 54_321 ? 99 : Double(index % 7))
    }
    let thin = PlotClipping.thinned(line)
    #expect(thin.count <= 400)
    #expect(thin.first == line.first && thin.last == line.last)
    #expect(thin.map(\.y).max() == 99 && thin.map(\.y).min() == 0)
    #expect(zip(thin, thin.dropFirst()).allSatisfy { $0.x <= $1.x })
  }

  @Test func `dashes cover their share of the line`() {
    let line = [Point(x: 0, y: 0), Point(x: 60, y: 0), Point(x: 60, y: 40)]
    let length = PlotClipping.dashes(line, on: 3, off: 2).reduce(0.0) { sum, dash in
      sum
        + zip(dash, dash.dropFirst()).reduce(0.0) {
          $0 + abs($1.0.x - $1.1.x) + abs($1.0.y - $1.1.y)
        }
    }
    #expect(abs(length - 60) < 1e-9)
  }
}
