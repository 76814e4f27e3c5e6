import CellSections

extension TissueMap {
  /// Truth and prediction of the same cells side by side, with one legend that counts both.
  ///
  /// - Parameters:
  ///   - coordinates: where the cells lie, `[cells]`.
  ///   - truth: the true categories, `[cells]`; its name stands over the legend.
  ///   - prediction: the predicted categories, `[cells]`.
  ///   - showsDifference: adds a third map, where wrong cells stand out and right ones stand back.
  public static func comparison(
    title: String? = nil, coordinates: Coordinates, truth: LabelColumn, prediction: LabelColumn,
    showsDifference: Bool = true, observation: Observation = .cell, style: MapStyle = MapStyle()
  ) -> TissueMap {
    var style = style
    style.legendCounts = .perPanel
    func panel(_ name: String, _ coloring: CellColoring) -> MapPanel {
      MapPanel(
        name: name, coordinates: coordinates, coloring: coloring, observation: observation)
    }
    var panels = [
      panel("truth", .categories(truth)), panel("prediction", .categories(prediction)),
    ]
    if showsDifference {
      panels.append(panel("difference", .agreement(truth: truth, prediction: prediction)))
    }
    return TissueMap(title: title, panels: panels, style: style)
  }
}
