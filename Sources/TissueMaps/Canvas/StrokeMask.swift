extension CoverageMask {
  /// The coverage of a line of even width with round joints and ends.
  ///
  /// Each pixel keeps its distance to the nearest stretch of the line, so that a curve of many short stretches
  /// is as smooth as one of few, and no joint is darker than the rest.
  init?(stroke line: [Point], width: Double, canvasWidth: Int, canvasHeight: Int) {
    let reach = width / 2 + 1
    let (least, most) = Point.corners(of: line)
    self.init(
      from: least + Point(x: -reach, y: -reach), to: most + Point(x: reach, y: reach),
      canvasWidth: canvasWidth, canvasHeight: canvasHeight)
    var distances = [Float](repeating: .infinity, count: values.count)
    if line.count == 1 { near(line[0], line[0], reach: reach, &distances) }
    for (from, to) in zip(line, line.dropFirst()) { near(from, to, reach: reach, &distances) }
    values = distances.map { min(max(Float(width / 2 + 0.5) - $0, 0), 1) }
  }

  /// Lowers the distances of the pixels around one stretch.
  private func near(_ from: Point, _ to: Point, reach: Double, _ distances: inout [Float]) {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let squaredLength = dx * dx + dy * dy
    let first = max(Int((min(from.y, to.y) - reach).rounded(.down)) - top, 0)
    let last = min(Int((max(from.y, to.y) + reach).rounded(.up)) - top, height)
    guard first < last else { return }
    for row in first..<last {
      let y = Double(top + row) + 0.5
      // The part of the stretch within reach of this row bounds the columns that can be near it.
      var ends = (from.x, to.x)
      if dy != 0 {
        let (a, b) = ((y - reach - from.y) / dy, (y + reach - from.y) / dy)
        ends = (
          from.x + min(max(min(a, b), 0), 1) * dx, from.x + min(max(max(a, b), 0), 1) * dx
        )
      }
      let start = max(Int((min(ends.0, ends.1) - reach).rounded(.down)) - left, 0)
      let end = min(Int((max(ends.0, ends.1) + reach).rounded(.up)) - left, width)
      guard start < end else { continue }
      for column in start..<end {
        let (px, py) = (Double(left + column) + 0.5 - from.x, y - from.y)
        let along =
          squaredLength > 0 ? min(max((px * dx + py * dy) / squaredLength, 0), 1) : 0
        let (ex, ey) = (px - along * dx, py - along * dy)
        let index = row * width + column
        distances[index] = min(distances[index], Float((ex * ex + ey * ey).squareRoot()))
      }
    }
  }
}
