import SectionAnalysis
import Testing

@Suite("Two groups of numbers")
struct TwoGroupsTests {
  @Test("The cut lies between two heaps, whatever their sizes", arguments: [1, 5, 40])
  func heaps(small: Int) throws {
    let low: [Double] = (0..<40).map { 0.01 * Double($0) }
    let high: [Double] = (0..<small).map { 3 + 0.01 * Double($0) }
    let values = low + high
    let groups = try #require(TwoGroups(values))
    #expect(groups.cut > 0.39 && groups.cut < 3 && groups.separation > 0.9)
  }

  @Test("The cut is the best of all cuts")
  func best() throws {
    let values = [0.3, 1.9, 0.1, 2.2, 0.8, 1.1, 2.4, 0.2]
    let groups = try #require(TwoGroups(values))
    func between(_ cut: Double) -> Double {
      let (low, high) = (values.filter { $0 < cut }, values.filter { $0 >= cut })
      let means = [low, high].map { $0.reduce(0, +) / Double($0.count) }
      return Double(low.count * high.count) * (means[1] - means[0]) * (means[1] - means[0]) / 64
    }
    let cuts = values.sorted().dropFirst().map { $0 - 1e-6 }
    #expect(abs(between(groups.cut) - (cuts.map(between).max() ?? 0)) < 1e-12)
  }

  @Test("One heap is not two: numbers of a normal distribution separate by 2/π")
  func oneHeap() throws {
    // Sums of twelve uniform numbers are nearly normal.
    var state: UInt64 = 3
    let values = (0..<4_000).map { _ in
      (0..<12).reduce(0.0) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 40) / Double(1 << 24)
      }
    }
    let groups = try #require(TwoGroups(values))
    #expect(abs(groups.separation - TwoGroups.separationOfOneGroup) < 0.02)
  }

  @Test("Numbers that are all alike have no groups", arguments: [[], [1], [2, 2, 2]])
  func alike(values: [Double]) { #expect(TwoGroups(values) == nil) }
}
