import CellSections
import Testing

@Suite("The tree of positions")
struct PositionTreeTests {
  @Test(
    "is the same on any number of threads, where cells share places too",
    arguments: [PointPattern.uniform, .allAtOnePlace], [2, 3, 4])
  func threads(pattern: PointPattern, threads: Int) {
    let scattered = pattern.coordinates(40_000, seed: 3)
    // On a grid of whole numbers many cells share a place.
    let coordinates = Coordinates(
      x: scattered.x.map { $0.rounded() }, y: scattered.y.map { $0.rounded() },
      unit: scattered.unit)
    let keys = (0..<40_000).map { UInt64($0 * 7919 % 1000) }
    let one = PositionTree(coordinates, tieBreak: keys)
    let several = PositionTree(coordinates, tieBreak: keys, threads: threads)
    #expect(several.x == one.x && several.y == one.y)
    #expect(several.members == one.members && several.ranks == one.ranks)
    #expect(several.memberStarts == one.memberStarts && several.memberCounts == one.memberCounts)
    #expect(several.firstRanks == one.firstRanks)
    #expect(several.nodes.count == one.nodes.count)
    for (node, other) in zip(several.nodes, one.nodes) {
      #expect(node.first == other.first && node.last == other.last)
      #expect(node.right == other.right && node.axis == other.axis && node.split == other.split)
    }
  }
}
