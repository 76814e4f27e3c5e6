import CellSections
import Testing

@Suite("Neighbour graph")
struct NeighbourGraphTests {
  let graph = NeighbourGraph.nearest(5, of: PointPattern.uniform.coordinates(120, seed: 2))

  @Test("The reversed lists hold every edge once, at the cell it leads to")
  func reversedHoldsEveryEdge() {
    let reversed = graph.reversed()
    #expect(reversed.edges.sorted() == Array(0..<graph.edgeCount))
    for cell in 0..<graph.cellCount {
      let range = reversed.starts[cell]..<reversed.starts[cell + 1]
      for place in range {
        #expect(graph.neighbours[reversed.edges[place]] == Int32(cell))
        #expect(graph.edges(of: Int(reversed.cells[place])).contains(reversed.edges[place]))
      }
      #expect(reversed.cells[range].elementsEqual(reversed.cells[range].sorted()))
    }
  }

  @Test("A halo holds exactly the cells that so many steps reach, fewer steps first")
  func haloIsReachable() {
    let core = [3, 40, 77]
    var reached = Set(core)
    var shells: [Set<Int>] = []
    for _ in 0..<3 {
      let next = Set(reached.flatMap { graph.neighbours(of: $0).map(Int.init) })
        .subtracting(reached)
      shells.append(next)
      reached.formUnion(next)
    }
    for hops in 0...3 {
      let halo = graph.halo(of: core, hops: hops)
      #expect(Set(halo) == shells.prefix(hops).reduce(into: []) { $0.formUnion($1) })
      #expect(halo.count == Set(halo).count)
      let steps = halo.map { cell in shells.firstIndex { $0.contains(cell) } ?? -1 }
      #expect(steps == steps.sorted())
      #expect(graph.halo(of: core, hops: hops, limit: 10) == Array(halo.prefix(10)))
    }
  }

  @Test("A subgraph keeps the edges between its cells, renumbered, and no others")
  func subgraphKeepsInnerEdges() {
    let cells = [90, 4, 5, 6, 61, 33, 32, 31]
    let part = graph.subgraph(of: cells)
    #expect(part.cellCount == cells.count)
    for (number, cell) in cells.enumerated() {
      let expected = graph.edges(of: cell).filter { cells.contains(Int(graph.neighbours[$0])) }
      #expect(
        part.neighbours(of: number).map { cells[Int($0)] }
          == expected.map { Int(graph.neighbours[$0]) })
      #expect(
        part.distances[part.edges(of: number)].elementsEqual(expected.map { graph.distances[$0] }))
    }
  }
}
