/// What becomes of a line before it is drawn.
enum PlotClipping {
  /// The parts of a line inside a box (Liang and Barsky 1984).
  static func clipped(_ line: [Point], to box: Box) -> [[Point]] {
    guard line.count > 1 else { return line.allSatisfy { box.contains($0) } ? [line] : [] }
    var parts: [[Point]] = []
    for (from, to) in zip(line, line.dropFirst()) {
      guard let (start, end) = clipped(from, to, box) else { continue }
      if parts.last?.last == start {
        parts[parts.count - 1].append(end)
      } else {
        parts.append([start, end])
      }
    }
    return parts
  }

  private static func clipped(_ from: Point, _ to: Point, _ box: Box) -> (Point, Point)? {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    var (enter, leave) = (0.0, 1.0)
    let sides = [
      (-dx, from.x - box.x), (dx, box.right - from.x), (-dy, from.y - box.y),
      (dy, box.bottom - from.y),
    ]
    for (speed, room) in sides {
      if speed == 0 {
        if room < -1e-9 { return nil }
      } else if speed < 0 {
        enter = max(enter, room / speed)
      } else {
        leave = min(leave, room / speed)
      }
    }
    guard enter <= leave else { return nil }
    func place(_ t: Double) -> Point {
      t == 0 ? from : t == 1 ? to : Point(x: from.x + t * dx, y: from.y + t * dy)
    }
    return (place(enter), place(leave))
  }

  /// A line that looks the same with at most four points in a column of pixels: first, highest, lowest, last.
  static func thinned(_ line: [Point]) -> [Point] {
    guard line.count > 64 else { return line }
    var kept: [Point] = []
    var start = 0
    while start < line.count {
      let column = line[start].x.rounded(.down)
      var end = start + 1
      while end < line.count, line[end].x.rounded(.down) == column { end += 1 }
      let run = start..<end
      let highest = run.min { line[$0].y < line[$1].y } ?? start
      let lowest = run.max { line[$0].y < line[$1].y } ?? start
      for index in Set([start, highest, lowest, end - 1]).sorted() { kept.append(line[index]) }
      start = end
    }
    return kept
  }

  /// The drawn stretches of a dashed line, lengths in pixels.
  static func dashes(_ line: [Point], on: Double, off: Double) -> [[Point]] {
    var dashes: [[Point]] = []
    var (isOn, left) = (true, on)
    var dash = line.first.map { [$0] } ?? []
    for (start, to) in zip(line, line.dropFirst()) {
      var from = start
      while true {
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        let length = (dx * dx + dy * dy).squareRoot()
        if length <= left {
          left -= length
          if isOn { dash.append(to) }
          break
        }
        from = Point(x: from.x + dx * left / length, y: from.y + dy * left / length)
        if isOn { dashes.append(dash + [from]) }
        isOn.toggle()
        left = isOn ? on : off
        dash = [from]
      }
    }
    if isOn, dash.count > 1 { dashes.append(dash) }
    return dashes
  }
}

extension Box {
  /// Whether a place lies in the box or on its edge.
  func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= right && point.y >= y && point.y <= bottom
  }
}
