import SectionAnalysis
import Testing

@Suite struct NeighbourListsTests {
  /// Four cells: the first sees all others, nearer first; the last sees nobody.
  private let lists = NeighbourLists(starts: [0, 3, 5, 6, 6], neighbours: [1, 2, 3, 0, 2, 1])

  @Test func `means are taken over a ring and the cell itself where asked`() {
    let x = matrix([[1], [2], [4], [8]])
    #expect(lists.means(of: x).values == [14.0 / 3, 2.5, 2, 8])
    #expect(lists.means(of: x, ring: 0..<1).values == [2, 1, 2, 8])
    #expect(lists.means(of: x, ring: 1..<3).values == [6, 4, 4, 8])
    #expect(lists.means(of: x, ownWeight: 1).values == [3.75, 7.0 / 3, 3, 8])
  }

  @Test func `the majority is the cell's own among equals, and missing labels have no vote`() {
    #expect(lists.majority(of: [0, 1, 1, 1], classCount: 2) == [1, 1, 1, 1])
    #expect(lists.majority(of: [0, 1, -1, 2], classCount: 3) == [0, 1, 1, 2])
    #expect(lists.majority(of: [-1, -1, -1, -1], classCount: 2) == [-1, -1, -1, -1])
    #expect(lists.majority(of: [2, 0, 1, 1], classCount: 3, ring: 0..<2) == [2, 0, 1, 1])
  }

  @Test func `smoothed probabilities still sum to one`() {
    let p = matrix([[0.2, 0.8], [0.5, 0.5], [1, 0], [0.25, 0.75]])
    let smooth = lists.means(of: p, ownWeight: 2)
    for row in 0..<4 { #expect(abs(smooth[row: row].reduce(0, +) - 1) < 1e-12) }
  }
}
