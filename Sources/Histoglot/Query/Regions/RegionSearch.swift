import CellSections

/// Cells above a threshold that hang together.
struct ConnectedCells: Sendable, Equatable {
  /// Places, ascending.
  var cells: [Int]
  /// `Σ (score − threshold)`: how much there is of it, both in size and in height.
  var mass: Double
}

/// Finds connected components of cells above a threshold.
///
/// Two cells hang together where one of them touches the other and they are no farther apart than `longestStep` times
/// the usual distance of touching cells: a wider gap is a gap in the tissue.
struct RegionSearch: Sendable {
  let field: TissueField
  let threshold: Double
  private let longest: Float

  static let longestStep = 2.0

  init(_ field: TissueField, threshold: Double) {
    self.field = field
    self.threshold = threshold
    longest = Float(field.reach * Self.longestStep)
  }

  /// The components, the one of the largest mass first. Complexity: O(edges · α).
  func components(of scores: [Double]) -> [ConnectedCells] {
    var roots = (0..<scores.count).map { Int32($0) }
    func root(_ cell: Int) -> Int {
      var cell = cell
      while Int(roots[cell]) != cell {
        roots[cell] = roots[Int(roots[cell])]
        cell = Int(roots[cell])
      }
      return cell
    }
    for cell in scores.indices where scores[cell] >= threshold {
      for edge in field.touching.edges(of: cell) where field.touching.distances[edge] <= longest {
        let other = Int(field.touching.neighbours[edge])
        guard scores[other] >= threshold else { continue }
        let (a, b) = (root(cell), root(other))
        // The smaller place leads, so that the order of edges does not matter.
        if a != b { roots[max(a, b)] = Int32(min(a, b)) }
      }
    }
    var placeOfRoot: [Int: Int] = [:]
    var found: [ConnectedCells] = []
    for cell in scores.indices where scores[cell] >= threshold {
      let own = root(cell)
      let place = placeOfRoot[own] ?? found.count
      if place == found.count {
        placeOfRoot[own] = place
        found.append(ConnectedCells(cells: [], mass: 0))
      }
      found[place].cells.append(cell)
      found[place].mass += scores[cell] - threshold
    }
    return found.sorted { ($0.mass, $1.cells[0]) > ($1.mass, $0.cells[0]) }
  }

  /// The mass of the largest component; 0 where no cell is above the threshold.
  func largestMass(of scores: [Double]) -> Double { components(of: scores).first?.mass ?? 0 }
}
