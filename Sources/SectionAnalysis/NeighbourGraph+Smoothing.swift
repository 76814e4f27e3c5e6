import CellSections

/// Means and majorities over the cells near each cell.
extension NeighbourGraph {
  /// The neighbours of one cell from place `ring.lowerBound` up to `ring.upperBound` in its list, as many of them as
  /// the cell has; lists are nearer first, so `0..<10` are the ten nearest and `10..<40` the ring around them.
  public func neighbours(of cell: Int, ring: Range<Int>) -> ArraySlice<Int32> {
    let list = edges(of: cell)
    let first = list.lowerBound + min(ring.lowerBound, list.count)
    let end = list.lowerBound + min(ring.upperBound, list.count)
    return neighbours[first..<end]
  }

  /// The mean of a ring of neighbours, `[cells, columns]`.
  ///
  /// `m_i = (a x_i + Σ_j x_j) / (a + n_i)`. A cell without neighbours in the ring keeps its own values.
  /// - Parameters:
  ///   - features: `[cells, columns]`: expression for context, probabilities for smoothing.
  ///   - ring: places in each list; in a graph whose lists begin with the cell itself, place 0 is the cell.
  ///   - ownWeight: `a`, how much the cell itself counts, in neighbours.
  /// - Complexity: O(edges in the ring · columns).
  public func means(
    of features: FeatureMatrix, ring: Range<Int> = 0..<Int.max, ownWeight: Double = 0
  ) -> FeatureMatrix {
    precondition(
      features.rowCount == cellCount,
      "NeighbourGraph.means: \(features.rowCount) rows for \(cellCount) cells")
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
  /// Missing labels (-1) have no vote. Among equals the cell's own label wins, then the smallest code; a cell all of
  /// whose votes are missing stays missing.
  public func majority(
    of labels: [Int32], classCount: Int, ring: Range<Int> = 0..<Int.max
  ) -> [Int32] {
    precondition(
      labels.count == cellCount,
      "NeighbourGraph.majority: \(labels.count) labels for \(cellCount) cells")
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
