import ParallelLoops

extension NeighbourGraph {
  /// How far distances of one lattice shell may differ, relative, without being taken for two.
  public static let shellTolerance = 1e-4

  /// The exact `count` nearest other cells of each cell, all of them where there are fewer.
  ///
  /// Nearer first; among equally near cells the smaller `tieBreak` first, then the smaller index. The
  /// result does not depend on `threads`. Complexity: O(cells · (log cells + count)) for scattered cells.
  ///
  /// - Parameters:
  ///   - coordinates: finite, `[cells]`.
  ///   - tieBreak: a key of each cell that travels with it, such as `CountMatrix.rowFingerprints()`, so
  ///     that permuting cells permutes the lists, `[cells]`.
  ///   - includingSelf: puts each cell first in its own list, at distance 0, beside its `count` neighbours.
  public static func nearest(
    _ count: Int, of coordinates: Coordinates, tieBreak: [UInt64]? = nil,
    includingSelf: Bool = false, threads: Int = coreCount
  ) -> NeighbourGraph {
    precondition(count >= 0, "nearest: \(count) neighbours")
    let tree = PositionTree(coordinates, tieBreak: tieBreak, threads: threads)
    return search(tree, includingSelf, threads) { search, cell, position in
      search.findNearest(count, to: cell, at: position)
    }
  }

  /// For each cell all other cells within the `count`-th distance × (1 + `shellTolerance`), at most
  /// `2 · count`: ties, as on a hexagonal lattice with its shells of 6, 12, 18 and 30, are not cut by rounding.
  ///
  /// Nearer shells first; within a shell, distances that differ by less than the tolerance, the smaller
  /// `tieBreak` first, then the smaller index. Rotating, mirroring or shifting the section changes no set.
  ///
  /// - Parameters:
  ///   - coordinates: finite, `[cells]`.
  ///   - tieBreak: as for `nearest`, `[cells]`.
  ///   - includingSelf: puts each cell first in its own list, at distance 0, beside its neighbours.
  public static func tieSafeNearest(
    _ count: Int, of coordinates: Coordinates, tieBreak: [UInt64]? = nil,
    includingSelf: Bool = false, threads: Int = coreCount
  ) -> NeighbourGraph {
    precondition(count >= 0, "tieSafeNearest: \(count) neighbours")
    return tieSafeNearest(
      count, in: PositionTree(coordinates, tieBreak: tieBreak, threads: threads),
      includingSelf: includingSelf,
      threads: threads)
  }

  /// The same, for the cells of a tree that has other uses too.
  package static func tieSafeNearest(
    _ count: Int, in tree: PositionTree, includingSelf: Bool = false, threads: Int = coreCount
  ) -> NeighbourGraph {
    search(tree, includingSelf, threads) { search, cell, position in
      search.findTieSafe(count, to: cell, at: position, tolerance: shellTolerance)
    }
  }

  /// The lists of a run of positions, in tree order, before they are put in the order of the cells.
  private struct Piece: Sendable {
    var cells: [Int32] = []
    var counts: [Int32] = []
    var neighbours: [Int32] = []
    var distances: [Float] = []
  }

  /// Queries for every cell, in tree order (so that consecutive queries touch the same memory).
  private static func search(
    _ tree: PositionTree, _ includingSelf: Bool, _ threads: Int,
    _ find: @Sendable (inout PositionSearch, Int32, Int) -> Void
  ) -> NeighbourGraph {
    let length = 4096
    let pieces = mapPieces(count: (tree.positionCount + length - 1) / length, threads: threads) {
      piece in
      var search = PositionSearch(tree)
      var found = Piece()
      for position in piece * length..<min((piece + 1) * length, tree.positionCount) {
        for cell in tree.members(at: position) {
          find(&search, cell, position)
          if includingSelf {
            found.neighbours.append(cell)
            found.distances.append(0)
          }
          for candidate in search.cells {
            found.neighbours.append(candidate.item)
            found.distances.append(Float(candidate.squared.squareRoot()))
          }
          found.cells.append(cell)
          found.counts.append(Int32(search.cells.count + (includingSelf ? 1 : 0)))
        }
      }
      return found
    }
    return assemble(pieces, cellCount: tree.members.count)
  }

  private static func assemble(_ pieces: [Piece], cellCount: Int) -> NeighbourGraph {
    var starts = [Int](repeating: 0, count: cellCount + 1)
    for piece in pieces {
      for (cell, count) in zip(piece.cells, piece.counts) { starts[Int(cell) + 1] = Int(count) }
    }
    for cell in 0..<cellCount { starts[cell + 1] += starts[cell] }
    var neighbours = [Int32](repeating: 0, count: starts[cellCount])
    var distances = [Float](repeating: 0, count: starts[cellCount])
    for piece in pieces {
      var source = 0
      for (cell, count) in zip(piece.cells, piece.counts) {
        let start = starts[Int(cell)]
        for offset in 0..<Int(count) {
          neighbours[start + offset] = piece.neighbours[source + offset]
          distances[start + offset] = piece.distances[source + offset]
        }
        source += Int(count)
      }
    }
    return NeighbourGraph(starts: starts, neighbours: neighbours, distances: distances)
  }
}
