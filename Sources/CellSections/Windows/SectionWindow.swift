/// A spatially contiguous part of a section, as large as a training step can hold.
public struct SectionWindow: Sendable, Equatable {
  /// The cells that carry the loss, ascending. Every cell of a section is core of exactly one window.
  public var core: [Int]
  /// The cells around them, which enter attention and sums and carry no loss; fewer hops first.
  public var halo: [Int]

  public init(core: [Int], halo: [Int]) {
    self.core = core
    self.halo = halo
  }

  /// Core, then halo: what a step computes, and the numbering of `NeighbourGraph.subgraph(of: cells)`.
  public var cells: [Int] { core + halo }
}

/// How a section is cut into windows.
public struct WindowPlan: Sendable, Equatable {
  /// The most core cells a window holds.
  public var coreLimit: Int
  /// How deep the halo is: the neighbourhood hops of all blocks together.
  public var hops: Int
  /// The most halo cells a window holds; fewer hops first.
  public var haloLimit: Int

  public init(coreLimit: Int, hops: Int, haloLimit: Int) {
    precondition(
      coreLimit > 0 && hops >= 0 && haloLimit >= 0,
      "WindowPlan: core of \(coreLimit), \(hops) hops, halo of \(haloLimit)")
    self.coreLimit = coreLimit
    self.hops = hops
    self.haloLimit = haloLimit
  }

  /// Cuts a section with coordinates across its longer axis, again and again, into windows of equal size.
  ///
  /// Complexity: O(cells · log² cells) and the halos.
  ///
  /// - Parameter graph: the neighbour lists that attention uses, of the same cells.
  public func windows(of coordinates: Coordinates, graph: NeighbourGraph) -> [SectionWindow] {
    let cut = SpatialCut(coordinates)
    return windows(
      cut.parts(windowCount(coordinates.count), share: SpatialCut.evenShare), coordinates, graph)
  }

  /// As `windows(of:graph:)`, but turned by a random angle and with cuts moved at random as far as
  /// `coreLimit` leaves room (at most a quarter window), so that each epoch's borders lie elsewhere.
  ///
  /// The same state of the generator gives the same windows.
  public func windows(
    of coordinates: Coordinates, graph: NeighbourGraph,
    using generator: inout some RandomNumberGenerator
  ) -> [SectionWindow] {
    let cut = SpatialCut(coordinates, angle: generator.unitInterval() * .pi)
    let parts = cut.parts(windowCount(coordinates.count)) { cells, parts in
      let even = SpatialCut.evenShare(cells, parts)
      let room = cells / (parts.0 + parts.1) / 4
      let low = max(even - room, cells - parts.1 * coreLimit, 0)
      let high = min(even + room, parts.0 * coreLimit, cells)
      return low + generator.below(high - low + 1)
    }
    return windows(parts, coordinates, graph)
  }

  /// Chunks in random order of a section without coordinates, whose cells have no neighbours.
  public func chunks(
    ofCellCount cellCount: Int, using generator: inout some RandomNumberGenerator
  ) -> [SectionWindow] {
    var order = Array(0..<cellCount)
    generator.shuffle(&order)
    let count = windowCount(cellCount)
    return (0..<count).map { window in
      let range = cellCount * window / count..<cellCount * (window + 1) / count
      return SectionWindow(core: order[range].sorted(), halo: [])
    }
  }

  private func windowCount(_ cells: Int) -> Int { (cells + coreLimit - 1) / coreLimit }

  private func windows(
    _ parts: [[Int]], _ coordinates: Coordinates, _ graph: NeighbourGraph
  ) -> [SectionWindow] {
    precondition(
      graph.cellCount == coordinates.count,
      "windows: a graph of \(graph.cellCount) cells for \(coordinates.count) coordinates")
    return parts.filter { !$0.isEmpty }.map {
      SectionWindow(core: $0, halo: graph.halo(of: $0, hops: hops, limit: haloLimit))
    }
  }
}
