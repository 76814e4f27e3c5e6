import CellSections
import Testing

@Suite("Spatial blocks")
struct SpatialBlocksTests {
  @Test("Blocks hold every cell once, in equal number within one")
  func blocksAreEqual() {
    for pattern in PointPattern.allCases {
      for (count, wanted) in [(1000, 16), (1003, 25), (7, 16), (0, 4), (1, 1)] {
        let blocks = SpatialBlocks(of: pattern.coordinates(count, seed: 4), count: wanted).blocks
        #expect(blocks.flatMap { $0 }.sorted() == Array(0..<count))
        #expect(blocks.count == min(wanted, max(count, 1)))
        let sizes = blocks.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      }
    }
  }

  @Test("A split takes whole blocks, about the wanted share, from all parts of the section")
  func splitIsSpread() {
    let coordinates = PointPattern.uniform.coordinates(3200, seed: 4)
    let blocks = SpatialBlocks(of: coordinates, count: 32)
    var numbers = SeededNumbers(seed: 1)
    for _ in 0..<20 {
      let split = blocks.split(validationFraction: 0.25, using: &numbers)
      #expect((split.training + split.validation).sorted() == Array(0..<3200))
      #expect(split.validation.count == 800)
      let chosen = blocks.blocks.filter { split.validation.contains($0[0]) }
      #expect(chosen.flatMap { $0 }.sorted() == split.validation)
      // The first cuts make quarters of the section: each gives a quarter of the validation cells.
      for right in [false, true] {
        for low in [false, true] {
          let part = split.validation.filter {
            (coordinates.x[$0] > 50) == right && (coordinates.y[$0] > 50) == low
          }
          #expect((140...260).contains(part.count))
        }
      }
    }
  }

  @Test("At least one block validates, and one trains where there are two")
  func neverAllOrNone() {
    let coordinates = PointPattern.uniform.coordinates(100, seed: 4)
    var numbers = SeededNumbers(seed: 1)
    for count in 2...5 {
      for fraction in [0.01, 0.5, 0.99] {
        let split = SpatialBlocks(of: coordinates, count: count)
          .split(validationFraction: fraction, using: &numbers)
        #expect(!split.training.isEmpty && !split.validation.isEmpty)
      }
    }
  }
}
