/// Pixels per unit of print, and the type sizes of all figures.
///
/// Sizes are those of journals: seven-point text survives a two-column page, and three sizes and two weights
/// are enough to say what comes first.
struct PrintScale: Hashable {
  var dotsPerInch: Double

  /// 1/72 inch each.
  func points(_ count: Double) -> Double { count * dotsPerInch / 72 }
  func millimetres(_ count: Double) -> Double { count * dotsPerInch / 25.4 }

  /// The figure's title.
  var title: TextStyle { TextStyle(size: points(10), weight: .semibold) }
  /// Names of sections.
  var heading: TextStyle { TextStyle(size: points(8), weight: .semibold) }
  /// Axis names, cell counts and the scale bar.
  var label: TextStyle { TextStyle(size: points(7)) }
  /// Names of legends.
  var legendTitle: TextStyle { TextStyle(size: points(7), weight: .semibold) }
  /// Ticks and numbers.
  var number: TextStyle { TextStyle(size: points(6.5), figures: .tabular) }

  /// The white around a figure.
  var margin: Double { points(9) }
  /// Between the map and its legend.
  var gutter: Double { points(14) }
}
