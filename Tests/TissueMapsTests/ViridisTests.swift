import Testing
import TissueMaps

struct ViridisTests {
  @Test func `the ends and the middle are matplotlib's`() {
    #expect(Viridis.color(at: 0).hex == "#440154")
    #expect(Viridis.color(at: 1).hex == "#FDE725")
    let middle = Viridis.color(at: 0.5)
    #expect(abs(Int(middle.red) - 0x21) <= 1)
    #expect(abs(Int(middle.green) - 0x91) <= 1)
    #expect(abs(Int(middle.blue) - 0x8C) <= 1)
  }

  @Test func `lightness rises all the way`() {
    let lightness = (0...100).map { OKLab(Viridis.color(at: Double($0) / 100)).lightness }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `beyond the ends the colors of the ends go on`() {
    #expect(Viridis.color(at: -3) == Viridis.color(at: 0))
    #expect(Viridis.color(at: 7) == Viridis.color(at: 1))
  }
}
