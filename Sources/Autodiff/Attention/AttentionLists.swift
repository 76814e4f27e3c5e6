/// Which cells each cell attends to, in compressed rows, with the transpose for the backward pass.
public struct AttentionLists: Sendable {
  /// How many cells there are.
  public var cells: Int { starts.count - 1 }
  /// How many (cell, neighbour) pairs there are.
  public var edges: Int { neighbours.count }
  /// `[cells + 1]`
  public let starts: [Int64]
  /// The cell that each edge leads to, `[edges]`.
  public let neighbours: [Int32]
  /// `[cells + 1]`; empty, as what follows, where no transpose was asked for.
  let reverseStarts: [Int64]
  let reverseCells: [Int32]
  let reverseEdges: [Int64]

  /// Makes the lists and their transpose. Complexity: O(edges).
  ///
  /// - Parameter transposing: whether to keep the transpose, which only a backward pass reads.
  public init(starts: [Int64], neighbours: [Int32], transposing: Bool = true) {
    precondition(
      starts.first == 0 && Int(starts[starts.count - 1]) == neighbours.count,
      "AttentionLists: starts end at \(starts.last ?? -1), \(neighbours.count) edges")
    self.starts = starts
    self.neighbours = neighbours
    let cells = starts.count - 1
    for neighbour in neighbours {
      precondition(
        neighbour >= 0 && Int(neighbour) < cells,
        "AttentionLists: neighbour \(neighbour) of \(cells)")
    }
    guard transposing else {
      reverseStarts = []
      reverseCells = []
      reverseEdges = []
      return
    }
    var counts = [Int64](repeating: 0, count: cells + 1)
    for neighbour in neighbours { counts[Int(neighbour) + 1] += 1 }
    for cell in 0..<cells { counts[cell + 1] += counts[cell] }
    reverseStarts = counts
    var reverseCells = [Int32](repeating: 0, count: neighbours.count)
    var reverseEdges = [Int64](repeating: 0, count: neighbours.count)
    for cell in 0..<cells {
      for edge in Int(starts[cell])..<Int(starts[cell + 1]) {
        let neighbour = Int(neighbours[edge])
        let place = Int(counts[neighbour])
        counts[neighbour] += 1
        reverseCells[place] = Int32(cell)
        reverseEdges[place] = Int64(edge)
      }
    }
    self.reverseCells = reverseCells
    self.reverseEdges = reverseEdges
  }
}
