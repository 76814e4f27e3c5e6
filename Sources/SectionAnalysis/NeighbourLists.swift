/// Means and majorities over each cell's neighbours.
///
/// Neighbour lists are compressed sparse rows, nearer first: cell `i` has the neighbours
/// `neighbours[starts[i]..<starts[i + 1]]`, itself among them where whoever made the lists put it.
public struct NeighbourLists: Sendable, Equatable {
  /// Where each cell's list begins, `[cells + 1]`.
  public var starts: [Int]
  /// `[edges]`, nearer first within a list.
  public var neighbours: [Int32]

  public init(starts: [Int], neighbours: [Int32]) {
    let cells = starts.count - 1
    precondition(
      starts.first == 0 && starts.last == neighbours.count,
      "NeighbourLists: starts end at \(starts.last ?? -1) of \(neighbours.count) neighbours")
    precondition(
      neighbours.allSatisfy { $0 >= 0 && Int($0) < cells },
      "NeighbourLists: a neighbour lies outside the \(cells) cells")
    self.starts = starts
    self.neighbours = neighbours
  }

  /// How many cells there are.
  public var cellCount: Int { starts.count - 1 }

  /// The neighbours of one cell from place `ring.lowerBound` up to `ring.upperBound` in order of
  /// distance, as many of them as the cell has.
  public func neighbours(of cell: Int, ring: Range<Int>) -> ArraySlice<Int32> {
    let list = starts[cell]..<starts[cell + 1]
    let first = list.lowerBound + min(ring.lowerBound, list.count)
    let end = list.lowerBound + min(ring.upperBound, list.count)
    return neighbours[first..<end]
  }

  /// The mean of a ring of neighbours, `[cells, columns]`.
  ///
  /// `m_i = (a x_i + Σ_j x_j) / (a + n_i)`. A cell without neighbours in the ring keeps its own
  /// values.
  /// - Parameters:
  ///   - features: `[cells, columns]`: expression for context, probabilities for smoothing.
  ///   - ring: places in order of distance: `0..<10` is the ten nearest, `10..<40` the ring around
  ///     them.
  ///   - ownWeight: `a`, how much the cell itself counts, in neighbours.
  /// - Complexity: O(edges in the ring · columns).
  public func means(
    of features: FeatureMatrix, ring: Range<Int> = 0..<Int.max, ownWeight: Double = 0
  ) -> FeatureMatrix {
    precondition(
      features.rowCount == cellCount,
      "NeighbourLists.means: \(features.rowCount) rows for \(cellCount) cells")
    let width = features.columnCount
    var means = FeatureMatrix(rowCount: cellCount, columnCount: width)
    features.values.withUnsafeBufferPointer { x in
      means.values.withUnsafeMutableBufferPointer { mean in
        for cell in 0..<cellCount {
          let near = neighbours(of: cell, ring: ring)
          let own = near.isEmpty ? 1 : ownWeight
          let start = cell * width
          for column in 0..<width { mean[start + column] = own * x[start + column] }
          for neighbour in near {
            let other = Int(neighbour) * width
            for column in 0..<width { mean[start + column] += x[other + column] }
          }
          let weight = own + Double(near.count)
          for column in 0..<width { mean[start + column] /= weight }
        }
      }
    }
    return means
  }

  /// The label most frequent among a cell and its ring of neighbours, `[cells]`.
  ///
  /// Missing labels (-1) have no vote. Among equals the cell's own label wins, then the smallest
  /// code; a cell all of whose votes are missing stays missing.
  public func majority(
    of labels: [Int32], classCount: Int, ring: Range<Int> = 0..<Int.max
  ) -> [Int32] {
    precondition(
      labels.count == cellCount,
      "NeighbourLists.majority: \(labels.count) labels for \(cellCount) cells")
    var votes = [Int](repeating: 0, count: classCount)
    return (0..<cellCount).map { cell in
      for code in votes.indices { votes[code] = 0 }
      if labels[cell] >= 0 { votes[Int(labels[cell])] += 1 }
      for neighbour in neighbours(of: cell, ring: ring) where labels[Int(neighbour)] >= 0 {
        votes[Int(labels[Int(neighbour)])] += 1
      }
      var best = labels[cell]
      var most = best >= 0 ? votes[Int(best)] : 0
      for code in votes.indices where votes[code] > most {
        best = Int32(code)
        most = votes[code]
      }
      return best
    }
  }
}
