import CellSections
import Testing

@Suite("Windows of a section")
struct SectionWindowTests {
  let plan = WindowPlan(coreLimit: 300, hops: 2, haloLimit: 200)

  @Test(
    "Every cell is core once, no window is too large, halos lie outside the core and within the hops"
  )
  func windowsCoverTheSection() {
    for pattern in PointPattern.allCases {
      for count in [0, 1, 299, 300, 301, 2000] {
        let coordinates = pattern.coordinates(count, seed: 9)
        let graph = NeighbourGraph.tieSafeNearest(6, of: coordinates)
        var numbers = SeededNumbers(seed: 1)
        for windows in [
          plan.windows(of: coordinates, graph: graph),
          plan.windows(of: coordinates, graph: graph, using: &numbers),
        ] {
          #expect(windows.flatMap(\.core).sorted() == Array(0..<count))
          for window in windows {
            #expect((1...300).contains(window.core.count))
            #expect(window.halo == graph.halo(of: window.core, hops: 2, limit: 200))
            #expect(Set(window.cells).count == window.core.count + window.halo.count)
          }
        }
      }
    }
  }

  @Test("Windows are of equal size, within one cell, when cuts are not moved")
  func windowsAreEven() {
    let coordinates = PointPattern.uniform.coordinates(2000, seed: 9)
    let graph = NeighbourGraph.nearest(6, of: coordinates)
    let sizes = plan.windows(of: coordinates, graph: graph).map(\.core.count)
    #expect(sizes.count == 7)
    #expect(sizes.allSatisfy { 285...286 ~= $0 })
  }

  @Test(
    "Windows are contiguous: their bounding boxes have together little more than the section's area"
  )
  func windowsAreContiguous() {
    let coordinates = PointPattern.uniform.coordinates(4000, seed: 9)
    let graph = NeighbourGraph.nearest(6, of: coordinates)
    let area = plan.windows(of: coordinates, graph: graph).reduce(0.0) { sum, window in
      let x = window.core.map { coordinates.x[$0] }.sorted()
      let y = window.core.map { coordinates.y[$0] }.sorted()
      return sum + (x[x.count - 1] - x[0]) * (y[y.count - 1] - y[0])
    }
    #expect(area < 100 * 100)
  }

  @Test("A seed gives its windows again, another seed others")
  func windowsAreSeeded() {
    let coordinates = PointPattern.uniform.coordinates(1000, seed: 9)
    let graph = NeighbourGraph.nearest(6, of: coordinates)
    func windows(_ seed: UInt64) -> [SectionWindow] {
      var numbers = SeededNumbers(seed: seed)
      return plan.windows(of: coordinates, graph: graph, using: &numbers)
    }
    #expect(windows(5) == windows(5))
    #expect(windows(5) != windows(6))
  }

  @Test(
    "Chunks of a section without coordinates hold every cell once, in seeded order, and no halo")
  func chunksCoverTheSection() {
    for count in [0, 1, 300, 301, 1000] {
      var numbers = SeededNumbers(seed: 2)
      let chunks = plan.chunks(ofCellCount: count, using: &numbers)
      #expect(chunks.flatMap(\.core).sorted() == Array(0..<count))
      #expect(chunks.allSatisfy { $0.halo.isEmpty && $0.core.count <= 300 })
      var again = SeededNumbers(seed: 2)
      #expect(plan.chunks(ofCellCount: count, using: &again) == chunks)
      var other = SeededNumbers(seed: 3)
      if count > 300 { #expect(plan.chunks(ofCellCount: count, using: &other) != chunks) }
    }
  }
}
