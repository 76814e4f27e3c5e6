/// How a legend is laid out.
struct LegendArrangement: Hashable {
  /// Where it stands.
  var side: LegendSide
  /// How many columns of entries.
  var columns: Int
  /// Of entries, in points.
  var textSize: Double
  /// Names longer than this are ellipsised, in em.
  var longestName: Double
}

/// Where a legend stands.
enum LegendSide: Hashable {
  case right
  case below
  /// In the free places of the last row of panels.
  case freePlace
}

/// A width and a height, in pixels.
struct Extent: Hashable {
  var width: Double
  var height: Double

  static let zero = Extent(width: 0, height: 0)
}
