import Testing
import TissueMaps

struct NumeralsTests {
  @Test(arguments: [
    (1.0, 1.0), (1.99, 1), (2, 2), (4.9, 2), (5, 5), (9.99, 5), (10, 10), (0.3, 0.2), (1e-7, 1e-7),
    (730, 500),
  ])
  func `numbers are rounded down to 1, 2 or 5`(value: Double, round: Double) {
    #expect(abs(Numerals.roundDown(value) - round) < 1e-9 * round)
  }

  @Test(arguments: [(1.0, 1.0), (1.01, 2), (2.1, 5), (5.5, 10), (0.03, 0.05), (100, 100)])
  func `numbers are rounded up to 1, 2 or 5`(value: Double, round: Double) {
    #expect(abs(Numerals.roundUp(value) - round) < 1e-9 * round)
  }

  @Test func `ticks are round, within the range and evenly spaced`() {
    for (low, high) in [(0.0, 1.0), (-3, 17), (0.001, 0.0042), (1e6, 5e6), (-1, -0.2)] {
      let ticks = Numerals.ticks(from: low, to: high, count: 5)
      #expect((2...8).contains(ticks.count))
      #expect(ticks.allSatisfy { $0 >= low - 1e-9 * abs(low) && $0 <= high + 1e-9 * abs(high) })
    }
  }

  @Test func `ticks of an empty or infinite range do not run away`() {
    #expect(Numerals.ticks(from: 2, to: 2, count: 5) == [2])
    #expect(Numerals.ticks(from: 0, to: .infinity, count: 5).count <= 1)
    #expect(Numerals.ticks(from: .nan, to: 1, count: 5).isEmpty)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (161_421, "161,421"), (-1_234_567, "−1,234,567"),
  ])
  func `thousands are parted`(value: Int, text: String) {
    #expect(Numerals.grouped(value) == text)
  }

  @Test(
    arguments: [
      (0.25, 0.05, "0.25"), (-0.5, 0.5, "−0.5"), (20000, 5000, "20,000"), (2000, 500, "2000"),
      (2_500_000, 500_000, "2.5×10⁶"), (0.00002, 0.00001, "2×10⁻⁵"), (0, 1, "0"),
      (-0.0001, 0.1, "0.0"),
      (.nan, 1, "–"), (.infinity, 1, "∞"),
    ] as [(Double, Double, String)])
  func `numbers have the digits their step needs`(value: Double, step: Double, text: String) {
    #expect(Numerals.text(value, step: step) == text)
  }
}
