import CellSections

/// How near cells are to certain others: `exp(−d/ℓ)`, d the distance to the nearest of them.
struct Proximity {
  /// `ℓ`, in steps of the coordinates.
  let length: Double

  /// Farther than so many ℓ is not near at all.
  private static let horizon = 4.0

  /// - Parameter isTarget: `[places]`.
  /// - Returns: `[places]`; 1 for the targets themselves, 0 beyond 4 ℓ and where there are none.
  func callAsFunction(_ field: TissueField, to isTarget: [Bool]) -> [Double] {
    guard length > 0 else { return isTarget.map { $0 ? 1 : 0 } }
    return field.ranges.flatMap { near(field, range: $0, isTarget) }
  }

  private struct Square: Hashable {
    var column: Int
    var row: Int
  }

  private func near(_ field: TissueField, range: Range<Int>, _ isTarget: [Bool]) -> [Double] {
    let side = length * Self.horizon
    let left = range.reduce(Double.infinity) { min($0, field.x[$1]) }
    let top = range.reduce(Double.infinity) { min($0, field.y[$1]) }
    // Coordinates may be as far apart as numbers go; beyond the limit squares are shared.
    func number(_ offset: Double) -> Int { Int(min((offset / side).rounded(.down), 1e9)) }
    func square(_ place: Int) -> Square {
      Square(column: number(field.x[place] - left), row: number(field.y[place] - top))
    }
    var targets: [Square: [Int]] = [:]
    for place in range where isTarget[place] { targets[square(place), default: []].append(place) }
    return range.map { place in
      let own = square(place)
      var nearest = Double.infinity
      for column in own.column - 1...own.column + 1 {
        for row in own.row - 1...own.row + 1 {
          for target in targets[Square(column: column, row: row)] ?? [] {
            let (dx, dy) = (field.x[target] - field.x[place], field.y[target] - field.y[place])
            nearest = min(nearest, dx * dx + dy * dy)
          }
        }
      }
      let distance = nearest.squareRoot()
      return distance < side ? exponential(-distance / length) : 0
    }
  }
}
