/// Draws the border of cells that hang together.
///
/// `f = min(d_out, R) − d_in` on a grid, with d_in and d_out the distances to the nearest cell inside and outside the
/// region, and R the reach of touching cells: the border runs in the middle between cells inside and outside, and where
/// tissue ends at R from the last cell. Its zero line is found by marching squares (Lorensen and Cline 1987, in two
/// dimensions), which gives rings that never cross.
struct RegionOutliner: Sendable {
  let field: TissueField

  /// Grid lines in a reach; more where cells lie closer together than that changes little.
  static let linesPerReach = 4.0
  /// A hole without cells of so many squared reaches, that of a disc of two reaches, is no hole.
  static let largestGap = 4 * Double.pi
  /// A grid has no more lines in a direction.
  static let mostLines = 3_000.0

  /// - Parameters:
  ///   - cells: the places of the region, all in one section.
  ///   - range: all places of that section.
  func shape(of cells: [Int], in range: Range<Int>) -> RegionShape {
    precondition(!cells.isEmpty, "RegionOutliner: no cells")
    let reach = usableReach(range)
    let grid = DistanceGrid(field, cells: cells, in: range, reach: reach)
    let rings = MarchingSquares(grid).rings()
    // A gap between cells is no hole, unless cells lie in it or it is as large as several of their neighbourhoods.
    let shown = rings.filter { ring in
      signedArea(ring) > 0 || -signedArea(ring) > Self.largestGap * reach * reach
        || holdsCells(ring, range)
    }
    return RegionShape(polygons: Self.polygons(of: shown), middle: grid.middle)
  }

  /// Cells in one place have no reach, and those beyond what squares of distances can tell no finite one; theirs
  /// is then a step.
  private func usableReach(_ range: Range<Int>) -> Double {
    field.reach > 0 && field.reach.isFinite ? field.reach : 1
  }

  private func holdsCells(_ ring: [Place], _ range: Range<Int>) -> Bool {
    let (minX, maxX) = (ring.map(\.x).min() ?? 0, ring.map(\.x).max() ?? 0)
    let (minY, maxY) = (ring.map(\.y).min() ?? 0, ring.map(\.y).max() ?? 0)
    return range.contains { cell in
      let (x, y) = (field.x[cell], field.y[cell])
      return x > minX && x < maxX && y > minY && y < maxY && encloses(ring, Place(x: x, y: y))
    }
  }

  private static func polygons(of rings: [[Place]]) -> [RegionPolygon] {
    var outer = rings.filter { signedArea($0) > 0 }
      .map { RegionPolygon(outer: $0, holes: []) }
    outer.sort { signedArea($0.outer) > signedArea($1.outer) }
    for ring in rings where signedArea(ring) < 0 {
      // The smallest ring around it: islands may lie in holes.
      if let own = outer.lastIndex(where: { encloses($0.outer, ring[0]) }) {
        outer[own].holes.append(ring)
      }
    }
    return outer
  }
}

/// `f` at the nodes of a grid around a region.
struct DistanceGrid {
  let left: Double
  let top: Double
  /// Between grid lines, in steps.
  let step: Double
  let columns: Int
  let rows: Int
  /// Row after row; positive inside. The nodes on the edge of the grid are all outside.
  private(set) var values: [Float]

  init(_ field: TissueField, cells: [Int], in range: Range<Int>, reach: Double) {
    let (minX, maxX) = Self.limits(cells, field.x)
    let (minY, maxY) = Self.limits(cells, field.y)
    let extent = max(maxX - minX, maxY - minY)
    // Cells scattered far apart beside crowded ones must not ask for an endless grid.
    let step = max(reach / RegionOutliner.linesPerReach, extent / RegionOutliner.mostLines)
    let reach = max(reach, step * RegionOutliner.linesPerReach)
    let margin = reach + 2 * step
    self.step = step
    left = minX - margin
    top = minY - margin
    columns = Int(((maxX - minX + 2 * margin) / step).rounded(.up)) + 1
    rows = Int(((maxY - minY + 2 * margin) / step).rounded(.up)) + 1
    let nodes = columns * rows
    var inside = [Float](repeating: Float(2 * reach), count: nodes)
    var outside = [Float](repeating: Float(reach), count: nodes)
    var isOwn = [Bool](repeating: false, count: range.count)
    for cell in cells { isOwn[cell - range.lowerBound] = true }
    values = []
    for place in range {
      let (x, y) = (field.x[place], field.y[place])
      if isOwn[place - range.lowerBound] {
        lower(&inside, around: x, y, within: 2 * reach)
      } else if x > left - reach, x < maxX + margin + reach, y > top - reach,
        y < maxY + margin + reach
      {
        lower(&outside, around: x, y, within: reach)
      }
    }
    values = zip(outside, inside).map { $0 - $1 }
  }

  private static func limits(_ cells: [Int], _ values: [Double]) -> (Double, Double) {
    cells.reduce((Double.infinity, -Double.infinity)) {
      (min($0.0, values[$1]), max($0.1, values[$1]))
    }
  }

  /// Lowers the distances of the nodes near one cell.
  private func lower(
    _ distances: inout [Float], around x: Double, _ y: Double, within radius: Double
  ) {
    let (column, row) = ((x - left) / step, (y - top) / step)
    let span = radius / step
    let firstRow = max(0, Int((row - span).rounded(.up)))
    let lastRow = min(rows - 1, Int((row + span).rounded(.down)))
    let firstColumn = max(0, Int((column - span).rounded(.up)))
    let lastColumn = min(columns - 1, Int((column + span).rounded(.down)))
    guard firstRow <= lastRow, firstColumn <= lastColumn else { return }
    for node in firstRow...lastRow {
      let dy = Double(node) - row
      for other in firstColumn...lastColumn {
        let dx = Double(other) - column
        let distance = Float((dx * dx + dy * dy).squareRoot() * step)
        let place = node * columns + other
        if distance < distances[place] { distances[place] = distance }
      }
    }
  }

  /// Where a node lies.
  func place(column: Double, row: Double) -> Place {
    Place(x: left + column * step, y: top + row * step)
  }

  /// The node that is farthest from all that lie outside, by the chamfer distance of Borgefors 1986 (3 and 4 in place
  /// of 1 and √2).
  var middle: Place {
    var depth = values.map { $0 > 0 ? Int32.max / 2 : 0 }
    // The nodes on the edge are outside, so every inner node has all its neighbours.
    let before = [(-1, 3), (-columns - 1, 4), (-columns, 3), (-columns + 1, 4)]
    for sign in [1, -1] {
      let nodes = columns + 1..<max(columns + 1, values.count - columns - 1)
      for place in 0..<nodes.count {
        let node = sign > 0 ? nodes.lowerBound + place : nodes.upperBound - 1 - place
        if depth[node] == 0 { continue }
        for (offset, cost) in before {
          depth[node] = min(depth[node], depth[node + sign * offset] + Int32(cost))
        }
      }
    }
    var best = 0
    for node in depth.indices where depth[node] > depth[best] { best = node }
    return place(column: Double(best % columns), row: Double(best / columns))
  }
}
