import Autodiff
import Histoglot
import SectionAnalysis
import Testing

@Suite("A walk to labelled cells")
struct LabelledWalkTests {
  static let width = 32

  /// Cells about the first of so many centres, row after row, and the centre of each.
  private static func planted(
    _ count: Int, centers: Int, seed: UInt64
  ) -> (cells: [Float], centers: [Int]) {
    var generator = SeededGenerator(seed: seed)
    let chosen = (0..<count).map { $0 % centers }
    let cells = chosen.flatMap { center in
      (0..<width).map { Float(generator.normal()) + ($0 == center ? 7 : 0) }
    }
    return (cells, chosen)
  }

  private static func values(
    _ labelled: [Float], _ cells: [Float], keys: [UInt64]? = nil, categories: [Int32]? = nil,
    threads: Int = 1
  ) -> [Double]? {
    // A cell of a group that nobody labelled is told to be of the first.
    LabelledWalk(
      labelled: labelled, known: (0..<Int32(labelled.count / width)).map { $0 % 3 }, width: width
    ).values(
      keys: keys ?? (0..<UInt64(cells.count / width)).map { $0 },
      categories: categories ?? (0..<Int32(cells.count / width)).map { $0 % 4 % 3 },
      places: { asked in asked.flatMap { cells[$0 * width..<($0 + 1) * width] } },
      in: Workspace(threads: threads))
  }

  @Test("is long from cells of a group without labelled ones", arguments: [400, 2500])
  func newGroup(count: Int) throws {
    let labelled = Self.planted(300, centers: 3, seed: 1).cells
    let (cells, centers) = Self.planted(count, centers: 4, seed: 2)
    let values = try #require(Self.values(labelled, cells))
    let area = areaUnderROC(scores: values, isPositive: centers.map { $0 == 3 })
    #expect(try #require(area) > 0.99)
  }

  @Test("a shift of all cells is taken off, where categories enough tell of it")
  func shift() throws {
    let labelled = Self.planted(600, centers: 6, seed: 3).cells
    let (cells, centers) = Self.planted(700, centers: 7, seed: 4)
    let shifted = cells.indices.map { cells[$0] + ($0 % Self.width % 2 == 0 ? 3 : -3) }
    func area(_ categories: [Int32]) throws -> Double {
      let walk = LabelledWalk(
        labelled: labelled, known: (0..<600).map { $0 % 6 }, width: Self.width)
      let values = try #require(
        walk.values(
          keys: (0..<700).map { $0 }, categories: categories,
          places: { asked in
            asked.flatMap { shifted[$0 * Self.width..<($0 + 1) * Self.width] }
          }, in: Workspace(threads: 1)))
      #expect(values.sorted()[350] == 0)
      return try #require(areaUnderROC(scores: values, isPositive: centers.map { $0 == 6 }))
    }
    // Cells of the seventh group are told to be of the first.
    let told = try area(centers.map { Int32($0 % 6) })
    let untold = try area([Int32](repeating: 0, count: 700))
    #expect(told > 0.95 && told > untold + 0.1, "\(told), \(untold)")
  }

  @Test("does not depend on the order of the cells, nor on threads")
  func order() throws {
    let labelled = Self.planted(120, centers: 3, seed: 5).cells
    let cells = Self.planted(1500, centers: 4, seed: 6).cells
    let straight = try #require(Self.values(labelled, cells))
    #expect(Self.values(labelled, cells, threads: 2) == straight)
    let turned = (0..<1500).reversed().flatMap {
      cells[$0 * Self.width..<($0 + 1) * Self.width]
    }
    let keys = (0..<UInt64(1500)).reversed()
    #expect(
      Self.values(
        labelled, turned, keys: Array(keys),
        categories: (0..<1500).reversed().map { $0 % 4 % 3 }) == straight.reversed())
  }

  @Test("is not asked of few cells, and is finite where all cells are the same")
  func degenerate() {
    let labelled = Self.planted(120, centers: 3, seed: 7).cells
    #expect(Self.values(labelled, Array(labelled[..<(49 * Self.width)])) == nil)
    #expect(Self.values(Array(labelled[..<(49 * Self.width)]), labelled) == nil)
    let same = [Float](repeating: 1, count: 60 * Self.width)
    #expect(Self.values(same, same)?.allSatisfy { $0 == 0 } == true)
    var broken = labelled
    broken[7] = .nan
    #expect(Self.values(labelled, broken) == nil)
  }
}
