/// Which cells lie near each cell of a section, as compressed sparse rows.
///
/// Cell `i` has the neighbours `neighbours[e]` at `distances[e]` for `e` in `starts[i]..<starts[i + 1]`.
/// The relation has a direction: `j` may be among the nearest of `i` without `i` being among those of `j`.
public struct NeighbourGraph: Sendable, Equatable {
  /// Where each cell's list begins, `[cells + 1]`.
  public let starts: [Int]
  /// The cells near each cell, nearer first, `[edges]`.
  public let neighbours: [Int32]
  /// How far they are, in the unit of the coordinates, `[edges]`.
  public let distances: [Float]

  /// Makes a graph from its parts; traps where they do not fit together.
  public init(starts: [Int], neighbours: [Int32], distances: [Float]) {
    precondition(
      starts.first == 0 && starts.last == neighbours.count && neighbours.count == distances.count,
      "NeighbourGraph: starts end at \(starts.last ?? -1), \(neighbours.count) neighbours, \(distances.count) distances"
    )
    let cells = starts.count - 1
    precondition(
      zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 },
      "NeighbourGraph: the starts of \(cells) cells decrease")
    precondition(
      neighbours.allSatisfy { $0 >= 0 && Int($0) < cells },
      "NeighbourGraph: a neighbour lies outside the \(cells) cells")
    self.starts = starts
    self.neighbours = neighbours
    self.distances = distances
  }

  /// How many cells there are.
  public var cellCount: Int { starts.count - 1 }
  /// How many pairs of a cell and one of its neighbours there are.
  public var edgeCount: Int { neighbours.count }

  /// The entries of one cell's list.
  public func edges(of cell: Int) -> Range<Int> { starts[cell]..<starts[cell + 1] }

  /// The neighbours of one cell, nearer first.
  public func neighbours(of cell: Int) -> ArraySlice<Int32> { neighbours[edges(of: cell)] }

  /// The graph of some cells alone, numbered as in `cells`: edges to other cells are dropped.
  ///
  /// Complexity: O(all cells + edges of the chosen cells).
  public func subgraph(of cells: [Int]) -> NeighbourGraph {
    var numbers = [Int32](repeating: -1, count: cellCount)
    for (number, cell) in cells.enumerated() {
      precondition(numbers[cell] < 0, "subgraph: cell \(cell) is named twice")
      numbers[cell] = Int32(number)
    }
    var newStarts = [0]
    var newNeighbours: [Int32] = []
    var newDistances: [Float] = []
    newStarts.reserveCapacity(cells.count + 1)
    for cell in cells {
      for edge in edges(of: cell) where numbers[Int(neighbours[edge])] >= 0 {
        newNeighbours.append(numbers[Int(neighbours[edge])])
        newDistances.append(distances[edge])
      }
      newStarts.append(newNeighbours.count)
    }
    return NeighbourGraph(starts: newStarts, neighbours: newNeighbours, distances: newDistances)
  }
}
