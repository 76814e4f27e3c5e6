extension LengthUnit {
  /// The unit that a text states: `micrometre`, `µm`, `pixels (0.065 um per pixel)`; nil where it states
  /// none, or hedges.
  public init?(text: String) {
    let text = text.lowercased().replacing("μ", with: "µ")
    let micron = /^(micromet(re|er)s?|microns?|[uµ]m)( *\(.*\))?$/
    let pixels =
      /^(pixels?|px) *\( *([0-9]*\.?[0-9]+) *(micromet(re|er)s?|microns?|[uµ]m) *(per|\/) *(pixels?|px) *\)$/
    if text.wholeMatch(of: micron) != nil {
      self = .microns
    } else if let match = text.wholeMatch(of: pixels), let size = Double(match.output.2), size > 0 {
      self = .pixels(micronsPerPixel: size)
    } else {
      return nil
    }
  }

  /// The text that `init(text:)` reads; nil where the unit is unknown.
  public var text: String? {
    switch self {
    case .microns: "micrometre"
    case .pixels(let microns): "pixels (\(microns) um per pixel)"
    case .unknown: nil
    }
  }
}
