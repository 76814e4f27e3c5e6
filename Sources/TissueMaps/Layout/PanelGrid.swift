/// Panels in rows and columns at one scale, each column as wide as its widest panel and each row as high as
/// its highest.
struct PanelGrid {
  let columns: Int
  /// In units of tissue.
  private let columnWidths: [Double]
  private let rowHeights: [Double]
  /// The least room for the names over each column, in pixels.
  private let leastWidths: [Double]
  /// What name and count need side by side over each column, in pixels.
  private let headingWidths: [Double]
  private let scale: PrintScale
  /// A lone panel's heading may run on over the legend.
  private let headingIsFree: Bool

  init(_ panels: [FigureContent.Panel], columns: Int, _ scale: PrintScale) {
    self.columns = columns
    self.scale = scale
    headingIsFree = panels.count == 1
    let rows = (panels.count + columns - 1) / columns
    var widths = [Double](repeating: 0, count: columns)
    var least = widths
    var headings = widths
    var heights = [Double](repeating: 0, count: rows)
    for (index, panel) in panels.enumerated() {
      let (row, column) = (index / columns, index % columns)
      widths[column] = max(widths[column], panel.width)
      heights[row] = max(heights[row], panel.height)
      let name = TextLine(panel.name, scale.heading).width
      let count = TextLine(panel.count, scale.label).width
      let floor = headingIsFree ? 0 : max(min(name, scale.millimetres(30)), count)
      least[column] = max(least[column], floor)
      headings[column] = max(headings[column], name + scale.points(5) + count)
    }
    (columnWidths, rowHeights, leastWidths, headingWidths) = (widths, heights, least, headings)
  }

  /// Between panels.
  private var gap: Double { scale.points(14) }

  /// Widths of the columns at a scale, in pixels.
  func cellWidths(pixelsPerUnit: Double) -> [Double] {
    zip(columnWidths, leastWidths).map { max($0 * pixelsPerUnit, $1) }
  }

  /// Whether names and counts need a line each.
  func headingIsTwoLines(pixelsPerUnit: Double, room: Double) -> Bool {
    if headingIsFree { return headingWidths[0] > room }
    return zip(headingWidths, cellWidths(pixelsPerUnit: pixelsPerUnit)).contains { $0 > $1 + 0.5 }
  }

  /// From the top of a row to its maps, in pixels.
  func headingHeight(isTwoLines: Bool) -> Double {
    scale.heading.size * 1.6 + (isTwoLines ? scale.label.size * 1.35 : 0)
  }

  /// How many rows.
  var rows: Int { rowHeights.count }

  /// How many places of the last row hold no panel.
  func freePlaces(_ count: Int) -> Int { rows * columns - count }

  /// The room of the free places of the last row at a scale, beside its maps, in pixels.
  func freeRoom(_ count: Int, pixelsPerUnit: Double, room: Double) -> Extent {
    let free = cellWidths(pixelsPerUnit: pixelsPerUnit).suffix(freePlaces(count))
    return Extent(
      width: free.reduce(0, +) + gap * Double(max(free.count - 1, 0)),
      height: (rowHeights.last ?? 0) * pixelsPerUnit)
  }

  /// The whole grid at a scale, in pixels.
  func size(pixelsPerUnit: Double, room: Double) -> Extent {
    let widths = cellWidths(pixelsPerUnit: pixelsPerUnit)
    let head = headingHeight(
      isTwoLines: headingIsTwoLines(pixelsPerUnit: pixelsPerUnit, room: room))
    return Extent(
      width: widths.reduce(0, +) + gap * Double(max(columns - 1, 0)),
      height: rowHeights.reduce(0) { $0 + $1 * pixelsPerUnit + head }
        + gap * Double(max(rowHeights.count - 1, 0)))
  }

  /// The largest scale at which the grid fits into `room`, in pixels per unit; 0 where none does.
  func largestScale(in room: Extent, headingRoom: Double) -> Double {
    guard let widest = columnWidths.max(), let highest = rowHeights.max() else { return 0 }
    func fits(_ pixelsPerUnit: Double) -> Bool {
      let size = size(pixelsPerUnit: pixelsPerUnit, room: headingRoom)
      return size.width <= room.width && size.height <= room.height
    }
    var (low, high) = (0.0, min(room.width / widest, room.height / highest))
    guard high > 0 else { return 0 }
    if fits(high) { return high }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// Upper left corners of the cells at a scale, the grid's own corner at `corner`.
  func corners(of count: Int, pixelsPerUnit: Double, room: Double, from corner: Point) -> [Point] {
    let widths = cellWidths(pixelsPerUnit: pixelsPerUnit)
    let head = headingHeight(
      isTwoLines: headingIsTwoLines(pixelsPerUnit: pixelsPerUnit, room: room))
    return (0..<count).map { index in
      let (row, column) = (index / columns, index % columns)
      return Point(
        x: corner.x + widths[..<column].reduce(0, +) + gap * Double(column),
        y: corner.y + rowHeights[..<row].reduce(0) { $0 + $1 * pixelsPerUnit + head }
          + gap * Double(row))
    }
  }
}
