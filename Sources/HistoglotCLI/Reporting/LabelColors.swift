import CellSections
import TissueMaps

/// The grey that maps and files give cells without a label.
let unknownColor = "#BDBDBD"

/// The colors of a label's categories as hex: its own where it has them, else those of its map, with grey for
/// `Unknown`.
func hexColors(of column: LabelColumn, on map: TissueMap?) -> [String] {
  if let colors = column.colors { return colors }
  let palette = CategoricalPalette.colors(column.categories.count)
  let drawn = Dictionary(
    (map?.categoryColors ?? []).map { ($0.name, $0.color) }, uniquingKeysWith: { first, _ in first }
  )
  return zip(column.categories, palette).map { name, color in
    name == "Unknown" ? unknownColor : (drawn[name] ?? color).hex
  }
}
