import CellSections
import SectionAnalysis

/// Whose expression a linear expert looks at.
enum NeighbourView: Sendable, Equatable {
  case itself
  /// The mean over these places of a neighbour list in which the cell itself is place 0.
  case ring(Range<Int>)

  static let own: [NeighbourView] = [.itself]
  /// All neighbours together, the cell itself left out.
  static let surroundings: [NeighbourView] = [.ring(1..<Int.max)]
  static let rings: [NeighbourView] = [.itself, .ring(1..<11), .ring(11..<Int.max)]

  static func views(of kind: LabelExpert.Kind) -> [NeighbourView] {
    kind == .linearRings ? rings : own
  }

  /// The cells whose mean is looked at; a cell without neighbours in the ring looks at itself.
  func cells(of cell: Int, in graph: NeighbourGraph?) -> ArraySlice<Int32> {
    guard case .ring(let places) = self, let graph else { return [Int32(cell)] }
    let list = graph.neighbours(of: cell)
    let first = list.startIndex + min(places.lowerBound, list.count)
    let end = list.startIndex + min(places.upperBound, list.count)
    return first == end ? [Int32(cell)] : list[first..<end]
  }

  /// The view of each cell's values, `[cells, columns]`.
  func means(of values: FeatureMatrix, in graph: NeighbourGraph?) -> FeatureMatrix {
    guard case .ring(let places) = self, let graph else { return values }
    return NeighbourLists(starts: graph.starts, neighbours: graph.neighbours)
      .means(of: values, ring: places)
  }
}
