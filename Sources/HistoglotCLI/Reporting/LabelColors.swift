import CellSections
import TissueMaps

/// The grey that maps and files give cells without a label.
let unknownColor = "#BDBDBD"

/// The colors of a label's categories as hex: its own where it has them, else the palette's, with grey for
/// `Unknown`.
func hexColors(of column: LabelColumn) -> [String] {
  if let colors = column.colors { return colors }
  let palette = CategoricalPalette.colors(column.categories.count)
  return zip(column.categories, palette).map { $0 == "Unknown" ? unknownColor : $1.hex }
}
