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
}
