import Testing
import TissueMaps

struct PaintOrderTests {
  private let grey = Color(0xC8CCD1)

  @Test func `every cell is painted once, groups in their order`() {
    let order = PaintOrder(groups: [
      (Array(0..<500), Color(1)), ([500, 502], Color(2)), ([501], Color(3)),
    ])
    #expect(order.cells.sorted() == Array(0...502))
    #expect(Set(order.cells[500...501]) == [500, 502] && order.cells[502] == 501)
    #expect(order.colors.map(\.hex).suffix(3) == ["#000002", "#000002", "#000003"])
  }

  @Test func `within a group the order is shuffled, the same every time`() {
    let first = PaintOrder(groups: [(Array(0..<500), Color(1))])
    let second = PaintOrder(groups: [(Array(0..<500), Color(1))])
    #expect(first.cells == second.cells)
    #expect(first.cells != Array(0..<500))
  }

  @Test func `numbers go from low to high over those missing`() {
    let values: [Double?] = [3, nil, 1, .nan, 2, .infinity]
    let order = PaintOrder(
      values: values, range: NumberRange([1, 2, 3], percentiles: 0...100), missing: grey)
    #expect(Set(order.cells.prefix(3)) == [1, 3, 5])
    #expect(order.cells.suffix(3) == [2, 4, 0])
    #expect(order.colors.prefix(3).allSatisfy { $0 == grey })
    #expect(order.colors.last == Viridis.color(at: 1))
  }
}
