import Testing
import TissueMaps

struct NumberRangeTests {
  @Test func `the range lies between the percentiles and says what it clips`() {
    let range = NumberRange((0...1000).map(Double.init), percentiles: 1...99)
    #expect(range.low == 10 && range.high == 990)
    #expect(range.isClippedBelow && range.isClippedAbove)
    #expect(range.text(range.low, step: 10) == "≤ 10")
    #expect(range.text(range.high, step: 10) == "≥ 990")
  }

  @Test func `nothing is clipped between 0 and 100`() {
    let range = NumberRange([3, 1, 2], percentiles: 0...100)
    #expect(range.low == 1 && range.high == 3)
    #expect(!range.isClippedBelow && !range.isClippedAbove)
    #expect(range.text(3, step: 1) == "3")
  }

  @Test func `a gene that few cells express keeps its range`() {
    let range = NumberRange(
      [Double](repeating: 0, count: 999) + [7], percentiles: 1...99)
    #expect(range.low == 0 && range.high == 7)
  }

  @Test func `small ends are not rounded to nothing`() {
    let range = NumberRange([0] + (0..<200).map { 0.03 + Double($0) }, percentiles: 1...99)
    #expect(range.text(0.03, step: 5) == "0.03" || range.low != 0.03)
    let clipped = NumberRange(
      [0.001] + [Double](repeating: 0.031, count: 99) + [60], percentiles: 2...100)
    #expect(clipped.text(clipped.low, step: 5) == "≤ 0.03")
  }

  @Test func `one value and no value have a range`() {
    #expect(NumberRange([5, 5, 5], percentiles: 1...99).share(5) == 0.5)
    #expect(NumberRange([], percentiles: 1...99).share(5) == 0.5)
  }

  @Test func `shares stay within the scale`() {
    let range = NumberRange([0, 10], percentiles: 0...100)
    #expect(range.share(-5) == 0 && range.share(2.5) == 0.25 && range.share(99) == 1)
  }
}
