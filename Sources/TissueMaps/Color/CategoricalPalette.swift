/// Colors for categories, told apart by readers with and without color blindness.
///
/// The first seven are those of Okabe and Ito (2008, "Color Universal Design"). The next 41 stand in such an
/// order that each is as far as possible from all before it (`ColorDifference`), so that pairs hard to tell apart
/// come late: among the first 20 no two differ by less than 13 in ΔE₀₀, or by less than 8 to color-blind eyes.
/// Beyond 48 a like choice goes on (`DistinctColors`). The colors of few categories are the first of those of many.
public enum CategoricalPalette {
  /// The colors of `count` categories on white paper, in order; on dark paper those that are too dark to be
  /// seen there are left out and the choice goes on with lighter ones.
  public static func colors(_ count: Int, theme: Theme = .light) -> [Color] {
    let usable =
      theme == .light ? fixed : fixed.filter { OKLab($0).lightness >= leastLightnessOnDark }
    guard count > usable.count else { return Array(usable.prefix(count)) }
    let lightness = theme == .light ? 0.3...0.9 : leastLightnessOnDark...0.96
    return DistinctColors.extending(usable, to: count, lightness: lightness)
  }

  /// The same colors for lines, which need more contrast than discs: those too pale for the paper last.
  static func lineColors(_ count: Int, theme: Theme) -> [Color] {
    let colors = colors(count + fixed.count, theme: theme)
    let strong = colors.filter { theme == .dark || OKLab($0).lightness < 0.77 }
    // Blue and vermilion first: the pair that differs most in every kind of eye.
    let first = [4, 5].map { fixed[$0] }
    return Array((first + strong.filter { !first.contains($0) } + colors).prefix(count))
  }

  private static let leastLightnessOnDark = 0.5

  static let fixed: [Color] = [
    0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7, 0x6F3942,
    0x8EFAE8, 0x3503CC, 0x33406A, 0xACC198, 0xC41105, 0xA06BFC, 0x206875, 0x936C4E,
    0x82DE78, 0x781E04, 0x63E8FB, 0xD204B5, 0xF4A9C5, 0x87A14C, 0x87524A, 0xA036FD,
    0x476305, 0xB08DC8, 0xB75B93, 0x8098F9, 0x850684, 0xE57C2A, 0x81AF71, 0xA57D4F,
    0x6C04EC, 0xAFFD88, 0xDFC751, 0x6C0AA7, 0x06565A, 0xCE9BBA, 0xB2E69F, 0xB52F8F,
    0x747CD7, 0x3CDADE, 0xED08D2, 0x703FA0, 0x82C368, 0x97BFFD, 0x90E7CB, 0xA117D0,
  ].map(Color.init)
}
