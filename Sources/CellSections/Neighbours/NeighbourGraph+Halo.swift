extension NeighbourGraph {
  /// The cells that `core` reaches in at most `hops` steps from a cell to one of its neighbours, without
  /// `core` itself: what the core's hidden states depend on after `hops` layers of neighbourhood attention.
  ///
  /// Fewer hops first; within a hop nearer (to the cell that reached them) first, then by index.
  /// Complexity: O(all cells + edges of core and halo).
  ///
  /// - Parameter limit: at most so many cells, the first of that order.
  public func halo(of core: [Int], hops: Int, limit: Int = .max) -> [Int] {
    precondition(hops >= 0 && limit >= 0, "halo: \(hops) hops, at most \(limit) cells")
    var isReached = [Bool](repeating: false, count: cellCount)
    for cell in core { isReached[cell] = true }
    var halo: [Int] = []
    var front = core
    for _ in 0..<hops where halo.count < limit {
      front = ring(around: front, &isReached)
      if front.isEmpty { break }
      halo += front.prefix(limit - halo.count)
    }
    return halo
  }

  /// The cells not yet reached that lie in the lists of `front`, nearer first.
  private func ring(around front: [Int], _ isReached: inout [Bool]) -> [Int] {
    var found: [(distance: Float, cell: Int)] = []
    var places: [Int: Int] = [:]
    for cell in front {
      for edge in edges(of: cell) where !isReached[Int(neighbours[edge])] {
        let neighbour = Int(neighbours[edge])
        if let place = places[neighbour] {
          found[place].distance = min(found[place].distance, distances[edge])
        } else {
          places[neighbour] = found.count
          found.append((distances[edge], neighbour))
        }
      }
    }
    for (_, cell) in found { isReached[cell] = true }
    return found.sorted { ($0.distance, $0.cell) < ($1.distance, $1.cell) }.map(\.cell)
  }
}
