import SectionAnalysis
import Testing

@Suite("The rows most alike")
struct NeighbourListsRowsTests {
  /// Numbers without any order, in -0.5...0.5.
  private static func scattered(_ rows: Int, _ columns: Int) -> FeatureMatrix {
    var state: UInt64 = 7
    let values = (0..<rows * columns).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24) - 0.5
    }
    return FeatureMatrix(rowCount: rows, columnCount: columns, values: values)
  }

  @Test("They are those that a search through all rows finds, nearer first", arguments: [37, 600])
  func exact(rows: Int) {
    let features = Self.scattered(rows, 5)
    let lists = NeighbourLists(nearestRowsOf: features, count: 7, threads: 2)
    for row in stride(from: 0, to: rows, by: 11) {
      let others = (0..<rows).filter { $0 != row }.map { other in
        (
          zip(features[row: row], features[row: other]).reduce(0) {
            $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
          }, other
        )
      }
      let wanted = others.sorted { $0 < $1 }.prefix(7).map { Int32($0.1) }
      #expect(Array(lists.neighbours(of: row, ring: 0..<7)) == wanted)
    }
  }

  @Test("The number of threads changes nothing")
  func threads() {
    let features = Self.scattered(700, 4)
    let one = NeighbourLists(nearestRowsOf: features, count: 5, threads: 1)
    #expect(one == NeighbourLists(nearestRowsOf: features, count: 5, threads: 3))
  }

  @Test("With fewer rows than wanted all others are neighbours; none of no rows")
  func few() {
    let lists = NeighbourLists(nearestRowsOf: Self.scattered(4, 2), count: 9, threads: 1)
    #expect(lists.starts == [0, 3, 6, 9, 12])
    #expect(
      NeighbourLists(nearestRowsOf: Self.scattered(0, 2), count: 3, threads: 1).cellCount == 0)
  }

  @Test("Equal rows come by their index, and no row is its own neighbour")
  func equals() {
    let same = FeatureMatrix(rowCount: 20, columnCount: 3, repeating: 1)
    let lists = NeighbourLists(nearestRowsOf: same, count: 3, threads: 1)
    #expect(Array(lists.neighbours(of: 0, ring: 0..<3)) == [1, 2, 3])
    #expect(Array(lists.neighbours(of: 15, ring: 0..<3)) == [0, 1, 2])
  }

  @Test("A sample bounds among whom neighbours are looked for")
  func sample() {
    let lists = NeighbourLists(
      nearestRowsOf: Self.scattered(100, 3), count: 4, sampleLimit: 10, threads: 1)
    #expect(Set(lists.neighbours).isSubset(of: Set((0..<10).map { Int32($0 * 10) })))
  }
}
