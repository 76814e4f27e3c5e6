import Testing
import TissueMaps

struct CategoricalPaletteTests {
  @Test func `the palette begins with the colors of Okabe and Ito`() {
    let names = ["#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"]
    #expect(CategoricalPalette.colors(7).map(\.hex) == names)
  }

  @Test(arguments: Theme.allCases)
  func `more categories never change the colors of those before`(theme: Theme) {
    let many = CategoricalPalette.colors(200, theme: theme)
    for count in [0, 1, 7, 47, 48, 49, 120] {
      #expect(CategoricalPalette.colors(count, theme: theme) == Array(many.prefix(count)))
    }
  }

  @Test(arguments: Theme.allCases)
  func `two hundred categories have two hundred colors`(theme: Theme) {
    #expect(Set(CategoricalPalette.colors(200, theme: theme)).count == 200)
  }

  @Test func `all colors on dark paper are light`() {
    for color in CategoricalPalette.colors(200, theme: .dark) {
      #expect(OKLab(color).lightness >= 0.49, "\(color.hex)")
    }
  }

  @Test func `derived colors are never near grey`() {
    for color in CategoricalPalette.colors(200).dropFirst(48) {
      #expect(OKLab(color).chroma > 0.05, "\(color.hex)")
    }
  }

  @Test func `no end of categories is too many`() {
    #expect(CategoricalPalette.colors(10_000).count == 10_000)
  }

  /// The least difference among the first colors, to readers with and without color blindness. Colors 14 and 15
  /// of an earlier order differed by 9.0.
  @Test(arguments: [
    (8, 21.0, 11.5), (12, 18.0, 11.5), (15, 16.0, 10.9), (20, 13.0, 8.4), (30, 8.2, 5.5),
  ])
  func `no two of the first colors are too alike`(count: Int, normal: Double, colorBlind: Double) {
    let seen = CategoricalPalette.colors(count).map(SeenColor.init)
    for first in seen.indices {
      for second in 0..<first {
        let (own, other) = (seen[first], seen[second])
        #expect(own.normal.difference(from: other.normal) > normal, "\(second) \(first)")
        #expect(
          own.protanopic.difference(from: other.protanopic) > colorBlind, "\(second) \(first)")
        #expect(
          own.deuteranopic.difference(from: other.deuteranopic) > colorBlind, "\(second) \(first)")
      }
    }
  }
}
