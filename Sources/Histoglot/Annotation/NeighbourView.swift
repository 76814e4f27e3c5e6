import CellSections

/// Whose expression a linear expert looks at.
enum NeighbourView: Sendable, Equatable {
  case itself
  /// The mean over the nearest other cells, those up to place `after` left out, as far as place `upTo`. The outermost ring
  /// has those too that are no farther than its last, as the `upTo` nearest are found without cutting ties.
  case ring(after: Int, upTo: Int)

  /// All of so many nearest cells together, the cell itself left out.
  static func surroundings(_ count: Int) -> [NeighbourView] { [.ring(after: 0, upTo: count)] }

  /// - Parameter rings: with how many nearest cells each ring ends, ascending.
  static func views(of kind: LabelExpert.Kind, rings: [Int]) -> [NeighbourView] {
    guard kind == .linearRings else { return [.itself] }
    return [.itself] + zip([0] + rings, rings).map { .ring(after: $0, upTo: $1) }
  }

  /// How many nearest cells all of some views need; 0 where they look at the cell alone.
  static func reach(of views: [NeighbourView]) -> Int {
    views.reduce(0) { reach, view in
      guard case .ring(_, let upTo) = view else { return reach }
      return max(reach, upTo)
    }
  }

  /// The cells whose mean is looked at; a cell without neighbours in the ring looks at itself.
  ///
  /// - Parameters:
  ///   - nearest: its `reach` nearest other cells, nearer first; nil where it lies nowhere.
  ///   - reach: of all views that are asked.
  func cells(
    of cell: Int, nearest: ArraySlice<Int32>?, reach: Int
  ) -> ArraySlice<Int32> {
    guard case .ring(let after, let upTo) = self, let nearest else { return [Int32(cell)] }
    let first = nearest.startIndex + min(after, nearest.count)
    let end = upTo == reach ? nearest.endIndex : nearest.startIndex + min(upTo, nearest.count)
    return first == end ? [Int32(cell)] : nearest[first..<end]
  }
}
