/// How large the points of a figure are where nobody says it.
enum PointDiameter {
  /// The diameter that suits one section, in the shared unit.
  ///
  /// Cells on a lattice nearly touch; cells at random, some of which have a neighbour very near, are drawn
  /// to cover most of their share of the tissue.
  static func suiting(_ panel: MapPanel, _ extent: TissueExtent, unitsPerStep: Double) -> Double {
    let (x, y) = (panel.coordinates.x, panel.coordinates.y)
    guard let spacing = NeighbourSpacing(x: x, y: y) else { return 0 }
    let wanted = max(spacing.nearest * 0.88, spacing.share * 0.85)
    return min(wanted, max(extent.width, extent.height) * 0.05) * unitsPerStep
  }

  /// One diameter for all sections of a figure, as all are drawn at one scale: that which suits the densest
  /// sections, a tenth of all cells left aside. A section keeps its own where its cells would vanish, at less than a quarter of
  /// it, or would hide one another, at more than twice as much.
  ///
  /// - Parameters:
  ///   - suiting: for each section by itself, `[panels]`; 0 where there are no two places.
  ///   - cellCounts: `[panels]`.
  static func shared(_ suiting: [Double], cellCounts: [Int]) -> [Double] {
    let known = suiting.indices.filter { suiting[$0] > 0 }.sorted { suiting[$0] < suiting[$1] }
    let tenth = known.reduce(0) { $0 + cellCounts[$1] } / 10
    var counted = 0
    guard
      let dense = known.first(where: { panel in
        counted += cellCounts[panel]
        return counted >= tenth
      })
    else { return suiting }
    let common = suiting[dense]
    return suiting.map { own in
      own == 0 || (own / 4...own * 2).contains(common) ? common : own
    }
  }
}
