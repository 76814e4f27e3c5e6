import CellSections
import Testing

@Suite("Nearest cells found when asked for")
struct NearestCellSearchTests {
  @Test("They are the tie-safe lists of the whole section", arguments: PointPattern.allCases)
  func alike(_ pattern: PointPattern) {
    for (count, wanted) in [(1, 3), (2, 3), (40, 0), (40, 80), (700, 7), (1300, 135)] {
      let coordinates = pattern.coordinates(count, seed: UInt64(count))
      var numbers = SeededNumbers(seed: 7)
      let keys = (0..<count).map { _ in numbers.next() % 50 }
      let graph = NeighbourGraph.tieSafeNearest(wanted, of: coordinates, tieBreak: keys)
      let search = NearestCellSearch(PositionTree(coordinates, tieBreak: keys))
      // In another order, some twice and some not at all.
      let cells = (0..<count).map { _ in Int(numbers.next() % UInt64(count)) }
      let found = search.tieSafeNearest(wanted, of: cells)
      #expect(cells.indices.allSatisfy { found[$0] == graph.neighbours(of: cells[$0]) })
    }
  }
}
