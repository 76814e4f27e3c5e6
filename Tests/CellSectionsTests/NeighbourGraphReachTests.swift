import CellSections
import Testing

@Suite struct NeighbourGraphReachTests {
  private static func coordinates(_ count: Int) -> Coordinates {
    // A spiral: no two cells in one place, and neighbours far apart in the order.
    let x = (0..<count).map { Double($0 * 7919 % 1009) }
    let y = (0..<count).map { Double($0 * 104_729 % 997) }
    return Coordinates(x: x, y: y, unit: .unknown)
  }

  @Test("The lists of some cells lead to the same cells at the same distances")
  func lists() {
    let graph = NeighbourGraph.nearest(5, of: Self.coordinates(200), includingSelf: true)
    let core: [Int32] = [17, 3, 150, 42]
    let (cells, part) = graph.reach(of: core)
    #expect(Array(cells.prefix(4)) == core)
    #expect(Set(cells).count == cells.count)
    #expect(part.cellCount == cells.count)
    for (place, cell) in core.enumerated() {
      #expect(
        part.neighbours(of: place).map { cells[Int($0)] } == Array(graph.neighbours(of: Int(cell))))
      #expect(
        Array(part.distances[part.edges(of: place)])
          == Array(graph.distances[graph.edges(of: Int(cell))]))
    }
    for place in core.count..<cells.count { #expect(part.neighbours(of: place).isEmpty) }
    let named = Set(core.flatMap { graph.neighbours(of: Int($0)) }).union(core)
    #expect(Set(cells) == named)
  }

  @Test("Runs hold every cell once and are compact", arguments: [1, 10, 64, 1000])
  func runs(limit: Int) {
    let coordinates = Self.coordinates(900)
    let runs = coordinates.compactRuns(ofAtMost: limit)
    #expect(runs.joined().sorted() == (0..<900).map { Int32($0) })
    #expect(runs.allSatisfy { $0.count <= limit })
    // A run covers its share of the area, and little more.
    let area = runs.reduce(0.0) { sum, run in
      let x = run.map { coordinates.x[Int($0)] }
      let y = run.map { coordinates.y[Int($0)] }
      return sum + ((x.max() ?? 0) - (x.min() ?? 0)) * ((y.max() ?? 0) - (y.min() ?? 0))
    }
    #expect(area < 1.5 * 1009 * 997)
  }

  @Test("Cells in one place are cut all the same")
  func onePlace() {
    let same = Coordinates(
      x: [Double](repeating: 1, count: 50), y: [Double](repeating: 2, count: 50), unit: .unknown)
    #expect(same.compactRuns(ofAtMost: 8).allSatisfy { $0.count <= 8 })
    #expect(same.compactRuns(ofAtMost: 8).joined().count == 50)
    #expect(Coordinates(x: [], y: [], unit: .unknown).compactRuns(ofAtMost: 8).joined().isEmpty)
  }
}
