/// How much of each pixel a shape covers, exactly for polygons.
///
/// Every edge adds, in each row it crosses, its signed height to the pixels right of it, and the part of
/// that to the pixel it passes through which lies right of it; a running sum along the row is the coverage.
/// The cost is the length of the outline, not the area times a number of samples.
struct CoverageMask {
  /// The first column and row.
  let left: Int
  let top: Int
  let width: Int
  let height: Int
  /// `[height, width]`, 0…1.
  var values: [Float]

  /// A mask of the canvas's pixels between two corners, nothing covered; nil where there are none.
  init?(
    from least: Point, to most: Point, canvasWidth: Int, canvasHeight: Int, padding: Int = 0
  ) {
    let (x0, y0) = (max(least.x.rounded(.down), 0), max(least.y.rounded(.down), 0))
    let x1 = min(most.x.rounded(.up), Double(canvasWidth))
    let y1 = min(most.y.rounded(.up), Double(canvasHeight))
    guard x0 < x1, y0 < y1 else { return nil }
    (left, top, width, height) = (Int(x0), Int(y0), Int(x1 - x0), Int(y1 - y0))
    values = [Float](repeating: 0, count: (width + padding) * height)
  }

  /// The coverage of `outline` inside a canvas of `canvasWidth` × `canvasHeight`; nil where none can be.
  init?(_ outline: Outline, canvasWidth: Int, canvasHeight: Int) {
    let (least, most) = Point.corners(of: outline.polygons.joined())
    self.init(
      from: least, to: most, canvasWidth: canvasWidth, canvasHeight: canvasHeight, padding: 2)
    for polygon in outline.polygons {
      guard var from = polygon.last else { continue }
      for to in polygon {
        addEdge(from, to)
        from = to
      }
    }
    sumRows()
  }

  private mutating func addEdge(_ start: Point, _ end: Point) {
    guard start.y != end.y else { return }
    let sign: Double = start.y < end.y ? 1 : -1
    let (upper, lower) = start.y < end.y ? (start, end) : (end, start)
    let slope = (lower.x - upper.x) / (lower.y - upper.y)
    let (first, last) = (max(upper.y - Double(top), 0), min(lower.y - Double(top), Double(height)))
    guard first < last else { return }
    for row in Int(first)..<min(Int(last.rounded(.up)), height) {
      let (y0, y1) = (max(first, Double(row)), min(last, Double(row + 1)))
      func x(at y: Double) -> Double {
        let x = upper.x + (y + Double(top) - upper.y) * slope - Double(left)
        return min(max(x, 0), Double(width))
      }
      addSpan(row: row, from: x(at: y0), to: x(at: y1), height: sign * (y1 - y0))
    }
  }

  /// Spreads the signed height of an edge that runs from one x to another within a row.
  private mutating func addSpan(row: Int, from: Double, to: Double, height: Double) {
    let (low, high) = (min(from, to), max(from, to))
    let base = row * (width + 2)
    let firstColumn = Int(low)
    if high <= Double(firstColumn + 1) {
      let beyond = height * ((low + high) / 2 - Double(firstColumn))
      values[base + firstColumn] += Float(height - beyond)
      values[base + firstColumn + 1] += Float(beyond)
      return
    }
    let heightPerColumn = height / (high - low)
    var x = low
    var column = firstColumn
    while x < high {
      let next = min(Double(column + 1), high)
      let part = heightPerColumn * (next - x)
      let beyond = part * ((x + next) / 2 - Double(column))
      values[base + column] += Float(part - beyond)
      values[base + column + 1] += Float(beyond)
      x = next
      column += 1
    }
  }

  private mutating func sumRows() {
    var packed = [Float](repeating: 0, count: width * height)
    for row in 0..<height {
      var sum: Float = 0
      for column in 0..<width {
        sum += values[row * (width + 2) + column]
        packed[row * width + column] = min(abs(sum), 1)
      }
    }
    values = packed
  }
}
