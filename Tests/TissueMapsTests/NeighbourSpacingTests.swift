import Testing
import TissueMaps

struct NeighbourSpacingTests {
  @Test func `on a square lattice both measures are the lattice's step`() throws {
    let grid = (0..<900).map { (Double($0 % 30) * 7, Double($0 / 30) * 7) }
    let spacing = try #require(NeighbourSpacing(x: grid.map(\.0), y: grid.map(\.1)))
    #expect(spacing.nearest == 7)
    // The sixth neighbour lies across a diagonal: 7 √2 √(π/6).
    #expect(abs(spacing.share - 7 * (2 * Double.pi / 6).squareRoot()) < 1e-9)
  }

  @Test func `the nearest distance equals that found by asking every pair`() throws {
    var state: UInt64 = 88_172_645_463_325_252
    func uniform() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / Double(1 << 53)
    }
    for shape in [(1.0, 1.0), (1, 40), (40, 1)] {
      let points = (0..<301).map { _ in (uniform() * shape.0, uniform() * shape.1) }
      let nearest = points.indices.map { i in
        points.indices.filter { $0 != i }.map { j in
          let (dx, dy) = (points[i].0 - points[j].0, points[i].1 - points[j].1)
          return dx * dx + dy * dy
        }.min() ?? 0
      }
      let spacing = try #require(NeighbourSpacing(x: points.map(\.0), y: points.map(\.1)))
      #expect(spacing.nearest == nearest.sorted()[150].squareRoot())
    }
  }

  @Test func `twins at one place are no neighbours`() throws {
    let x = (0..<50).flatMap { [Double($0), Double($0)] }
    let spacing = try #require(NeighbourSpacing(x: x, y: [Double](repeating: 3, count: 100)))
    #expect(spacing.nearest == 1)
  }

  @Test func `no cell, one cell and one place have no spacing`() {
    #expect(NeighbourSpacing(x: [], y: []) == nil)
    #expect(NeighbourSpacing(x: [4], y: [2]) == nil)
    #expect(NeighbourSpacing(x: [4, 4, 4], y: [2, 2, 2]) == nil)
  }

  @Test func `two cells know each other`() {
    #expect(NeighbourSpacing(x: [0, 3], y: [0, 4])?.nearest == 5)
  }
}
