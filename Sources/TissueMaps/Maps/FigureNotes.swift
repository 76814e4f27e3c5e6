/// A figure and what should be said of it.
public struct DrawnFigure: Sendable, Equatable {
  public var raster: Raster
  /// A line each, such as cells that are not drawn and characters the font lacks.
  public var notes: [String]

  public init(raster: Raster, notes: [String]) {
    self.raster = raster
    self.notes = notes
  }
}

extension FigurePlan {
  /// What is not as the reader of the figure expects, a line each.
  func notes(on map: TissueMap) -> [String] {
    var notes: [String] = []
    for (panel, geometry) in zip(map.panels, geometries) {
      let extent = geometry.extent
      if extent.strayCount > 0 {
        notes.append(
          "\(panel.name): \(Numerals.grouped(extent.strayCount)) of \(panel.observation.text(count: panel.cellCount)) lie far from all others and are not drawn; the map shows x \(Self.text(extent.least.x))…\(Self.text(extent.most.x)), y \(Self.text(extent.least.y))…\(Self.text(extent.most.y))"
        )
      }
      let hidden = panel.outlines.count - geometry.outlines.count
      if hidden > 0 {
        notes.append("\(panel.name): \(hidden) borders lie around such cells and are not drawn")
      }
    }
    return notes + MissingCharacters.notes(on: texts)
  }

  private static func text(_ value: Double) -> String {
    Numerals.text(value, step: max(abs(value) / 1000, 1e-3))
  }

  /// All that is written on it.
  private var texts: [String] {
    [content.title, content.footnote].compactMap(\.self) + content.panels.map(\.name)
      + content.legend.texts
  }
}
