import ParallelLoops
import Testing

@Suite("Sorting on several threads")
struct ParallelSortTests {
  @Test("gives what sorting on one gives", arguments: [0, 1, 1000, 16_384, 50_001], [1, 2, 3, 8])
  func order(count: Int, threads: Int) {
    var state: UInt64 = 9
    let numbers = (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return state >> 50
    }
    let entries = numbers.enumerated().map { (number: $0.element, place: $0.offset) }
    let expected = entries.sorted { ($0.number, $0.place) < ($1.number, $1.place) }
    let found = entries.sorted(threads: threads) {
      ($0.number, $0.place) < ($1.number, $1.place)
    }
    #expect(found.map(\.place) == expected.map(\.place))
  }
}
