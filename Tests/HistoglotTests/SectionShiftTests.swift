import Autodiff
import Histoglot
import Testing

@Suite("What sets a section apart")
struct SectionShiftTests {
  /// Cells of six categories along two directions, about a centre of their own each.
  private static func planted(
    shift: (_ category: Int) -> (Double, Double), seed: UInt64
  ) -> (cells: [Float], categories: [Int32]) {
    var generator = SeededGenerator(seed: seed)
    let categories = (0..<600).map { $0 % 6 }
    let cells = categories.flatMap { category -> [Float] in
      let (x, y) = shift(category)
      return [
        Float(10 * Double(category) + x + generator.normal()),
        Float(-5 * Double(category) + y + generator.normal()),
      ]
    }
    return (cells, categories.map { Int32($0) })
  }

  private static func values(_ shift: (_ category: Int) -> (Double, Double)) -> [Float]? {
    let labelled = planted(shift: { _ in (0, 0) }, seed: 1)
    let section = planted(shift: shift, seed: 2)
    return SectionShift(
      of: section.cells, categories: section.categories, from: labelled.cells,
      known: labelled.categories, width: 2
    ).values
  }

  @Test("is found where all categories are shifted")
  func all() throws {
    let values = try #require(Self.values { _ in (3, 0) })
    #expect(abs(values[0] - 3) < 0.3)
    #expect(abs(values[1]) < 0.2)
  }

  @Test("is not what sets one category apart")
  func one() throws {
    let values = try #require(Self.values { $0 == 2 ? (8, 8) : (0, 0) })
    #expect(values.allSatisfy { abs($0) < 0.2 })
  }

  @Test("is not told of few categories")
  func few() {
    let found = SectionShift(
      of: [Float](repeating: 1, count: 30), categories: (0..<30).map { $0 % 3 },
      from: [Float](repeating: 0, count: 30), known: (0..<30).map { $0 % 3 }, width: 1)
    #expect(found.values == nil)
  }
}
