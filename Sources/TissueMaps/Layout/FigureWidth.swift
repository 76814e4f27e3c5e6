/// How wide a figure is.
public enum FigureWidth: Sendable, Hashable {
  /// As wide as it needs to be, at most two columns of a page (180 mm).
  case automatic
  /// Exactly this wide when printed at the style's resolution.
  case millimetres(Double)
  /// Exactly this many pixels.
  case pixels(Int)
}

extension FigureWidth {
  /// In pixels.
  func pixels(_ scale: PrintScale, automaticMillimetres: Double) -> Double {
    switch self {
    case .automatic: scale.millimetres(automaticMillimetres).rounded()
    case .millimetres(let wide): scale.millimetres(wide).rounded()
    case .pixels(let wide): Double(wide)
    }
  }

  /// - Throws: ``FigureError`` where no figure is that wide or that fine.
  static func check(_ width: FigureWidth, dotsPerInch: Double) throws(FigureError) {
    guard (10...10_000).contains(dotsPerInch) else {
      throw FigureError("style", .settingOutOfRange(name: "dots per inch", value: dotsPerInch))
    }
    let wide = width.pixels(PrintScale(dotsPerInch: dotsPerInch), automaticMillimetres: 180)
    guard wide >= 1, wide.isFinite else {
      throw FigureError("style", .settingOutOfRange(name: "width", value: wide))
    }
  }
}
