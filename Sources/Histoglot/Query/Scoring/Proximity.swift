import CellSections

/// How near places are to certain cells: `exp(−d/ℓ)`, d the distance to the nearest of them.
struct Proximity: Sendable {
  /// `ℓ`, in steps of the coordinates.
  private let length: Double
  private let x: [Double]
  private let y: [Double]
  /// The places of each square of the sections.
  private var placesOfSquare: [[Int]] = []
  /// Each square and those around it that hold places.
  private var squaresAround: [[Int]] = []

  /// Farther than so many ℓ is not near at all.
  private static let horizon = 4.0

  private struct Square: Hashable {
    var column: Int
    var row: Int
  }

  init(_ field: TissueField, length: Double) {
    self.length = length
    x = field.x
    y = field.y
    guard length > 0 else { return }
    for range in field.ranges { addSquares(range) }
  }

  private var side: Double { length * Self.horizon }

  private mutating func addSquares(_ range: Range<Int>) {
    let left = range.reduce(Double.infinity) { min($0, x[$1]) }
    let top = range.reduce(Double.infinity) { min($0, y[$1]) }
    // Coordinates may be as far apart as numbers go; beyond the limit squares are shared.
    func number(_ offset: Double) -> Int { Int(min((offset / side).rounded(.down), 1e9)) }
    var numbers: [Square: Int] = [:]
    var squares: [Square] = []
    let first = placesOfSquare.count
    for place in range {
      let own = Square(column: number(x[place] - left), row: number(y[place] - top))
      let known = numbers[own] ?? first + squares.count
      if known == first + squares.count {
        numbers[own] = known
        squares.append(own)
        placesOfSquare.append([])
      }
      placesOfSquare[known].append(place)
    }
    for own in squares {
      squaresAround.append(
        (own.column - 1...own.column + 1).flatMap { column in
          (own.row - 1...own.row + 1).compactMap { numbers[Square(column: column, row: $0)] }
        })
    }
  }

  /// - Parameter isTarget: `[places]`.
  /// - Returns: `[places]`; 1 for the targets themselves, 0 beyond 4 ℓ and where there are none.
  /// - Complexity: O(places · targets within 4 ℓ).
  func callAsFunction(_ isTarget: [Bool]) -> [Double] {
    var nearness = isTarget.map { $0 ? 1.0 : 0 }
    let targets = placesOfSquare.map { $0.filter { isTarget[$0] } }
    for (square, places) in placesOfSquare.enumerated() {
      let near = squaresAround[square].flatMap { targets[$0] }
      guard !near.isEmpty else { continue }
      for place in places where !isTarget[place] {
        var nearest = Double.infinity
        for target in near {
          let (dx, dy) = (x[target] - x[place], y[target] - y[place])
          nearest = min(nearest, dx * dx + dy * dy)
        }
        let distance = nearest.squareRoot()
        if distance < side { nearness[place] = exponential(-distance / length) }
      }
    }
    return nearness
  }
}
