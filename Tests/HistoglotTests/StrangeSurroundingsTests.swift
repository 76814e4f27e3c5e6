import Histoglot
import SectionAnalysis
import Testing

@Suite("Strange surroundings")
struct StrangeSurroundingsTests {
  private static func matrix(_ rows: [[Double]]) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: rows.count, columnCount: rows.first?.count ?? 0, values: rows.flatMap(\.self))
  }

  @Test("centres are the means of categories, and the nearest one counts")
  func nearest() throws {
    let told = StrangeSurroundings(
      of: Self.matrix([[0, 0], [2, 0], [10, 10], [10, 12]]), categories: [1, 1, 4, 4])
    #expect(told.centers == Self.matrix([[1, 0], [10, 11]]))
    let values = try #require(told.values(of: Self.matrix([[1, 2], [10, 10], [1, 4]])))
    // Squares 4, 1 and 16; the middle one is 4.
    for (value, wanted) in zip(values, [0, -2 * 0.6931471805599453, 2 * 0.6931471805599453]) {
      #expect(abs(value - wanted) < 1e-12)
    }
  }

  @Test("a section that lies farther off as a whole is told as one that does not")
  func shifted() throws {
    let told = StrangeSurroundings(centers: Self.matrix([[0, 0]]))
    let near = try #require(told.values(of: Self.matrix([[1, 0], [0, 2], [3, 0]])))
    let far = try #require(told.values(of: Self.matrix([[10, 0], [0, 20], [30, 0]])))
    #expect(zip(near, far).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(near[2] > near[1] && near[1] > near[0])
  }

  @Test("nothing is told without a centre, or of places that are no numbers")
  func nothing() {
    let none = StrangeSurroundings(centers: FeatureMatrix(rowCount: 0, columnCount: 2))
    #expect(none.values(of: Self.matrix([[1, 2]])) == nil)
    let one = StrangeSurroundings(centers: Self.matrix([[0, 0]]))
    #expect(one.values(of: Self.matrix([[1, .nan]])) == nil)
    #expect(
      StrangeSurroundings(centers: Self.matrix([[.nan, 0]])).values(of: Self.matrix([[1, 2]]))
        == nil)
    // A cell that lies on a centre is as known as can be.
    #expect(one.values(of: Self.matrix([[0, 0], [1, 0]]))?.allSatisfy(\.isFinite) == true)
  }
}
