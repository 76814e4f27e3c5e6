import Autodiff
import SectionAnalysis

/// How hardly a walk from cell to cell of a section, each like the one before, comes to a labelled cell of training.
///
/// Cells of a type without labels are like each other first, even where a known type is near enough to speak for them. Cells
/// and labelled cells are the nodes of one graph, two of them bound where one is among the other's 15 nearest, by
/// `g_ij = exp(−d_ij² / (σ_i σ_j))`, `σ` the distance to the eighth (Zelnik-Manor & Perona 2004, "Self-tuning spectral
/// clustering"). A walk goes on by these weights,
/// ends at the first labelled cell, and is lost at each step with probability `ε`:
/// `p_i = (1 − ε) (Σ_labelled f g_ij + Σ_others g_ij p_j) / Σ_all (f) g_ij` (absorption as of Zhu, Ghahramani & Lafferty
/// 2003, "Semi-supervised learning using Gaussian fields and harmonic functions"), `f` what makes both sides as many.
/// Distances are of the directions along which cells and labelled cells together vary most: those of a type that nobody
/// labelled are among them. How many of them is a matter of chance, so that the answers of 16, 24 and 32 are averaged. What
/// sets the section apart (`SectionShift`) is taken off before. The answer is `−p` less its median: what sets the section
/// apart as a whole says nothing of one cell.
package struct LabelledWalk {
  /// `[labelled cells, width]`, where cells of one category vary as much along one direction as along any other.
  let labelled: [Float]
  let width: Int
  /// The category of each labelled cell.
  let known: [Int32]

  package init(labelled: [Float], known: [Int32], width: Int) {
    self.labelled = labelled
    self.known = known
    self.width = width
  }

  static let directions = [16, 24, 32]
  static let neighbours = 15
  static let loss = 0.05
  /// What is left to go after so many steps is `0.95^200 < 4e-5`.
  static let steps = 200
  /// With fewer cells on either side there is no graph to speak of.
  static let leastCells = 50
  /// A strip of fewer may hold more of one known type than of all others, and is not asked.
  static let leastCellsOfSection = 200
  /// With fewer genes there is no space to speak of.
  static let leastGenes = 8
  /// A section that did not measure more than a tenth of the genes lies elsewhere for that alone, and is not asked.
  static let leastShareOfGenes = 0.9
  /// The graph has at most as many cells of a section; the others take a single step into it.
  static let mostCells = 1024
  /// So many of those at a time.
  private static let blockRows = 4096

  /// `−p` of each cell of a section, less its median; nil where there are too few to tell. The order of the cells does not
  /// matter.
  ///
  /// - Parameters:
  ///   - keys: one for each cell, told by what the cell is and not by where it stands.
  ///   - categories: what each cell is told to be among the known ones.
  ///   - places: `[asked cells, width]`.
  package func values(
    keys: [UInt64], categories: [Int32], places: (_ cells: [Int]) -> [Float],
    in workspace: Workspace<Float>
  ) -> [Double]? {
    let known = known.count
    guard keys.count >= Self.leastCells, known >= Self.leastCells else { return nil }
    let drawn = keys.indices.map { (key: mix(0x3a1c, keys[$0]), cell: $0) }
      .sorted { $0 < $1 }.prefix(Self.mostCells).map(\.cell)
    let sample = places(drawn)
    let shift =
      SectionShift(
        of: sample, categories: drawn.map { categories[$0] }, from: labelled, known: self.known,
        width: width
      ).values ?? [Float](repeating: 0, count: width)
    func unshifted(_ places: [Float]) -> [Float] {
      places.indices.map { places[$0] - shift[$0 % width] }
    }
    let together = FeatureMatrix(
      rowCount: known + drawn.count, columnCount: width, values: labelled + unshifted(sample))
    guard let most = Self.directions.max(),
      let components = try? PrincipalComponents(together, count: most)
    else { return nil }
    let scores = components.scores(together)
    let walks = Self.directions.map { count in
      Walk(WalkNodes(scores.prefixingColumns(count), known: known, in: workspace))
    }
    let share = 1 / Double(walks.count)
    var values = [Double](repeating: 0, count: keys.count)
    var isDrawn = [Bool](repeating: false, count: keys.count)
    for (place, cell) in drawn.enumerated() {
      for walk in walks { values[cell] -= share * walk.ending[place] }
      isDrawn[cell] = true
    }
    let others = keys.indices.filter { !isDrawn[$0] }
    for start in stride(from: 0, to: others.count, by: Self.blockRows) {
      let block = Array(others[start..<min(others.count, start + Self.blockRows)])
      let rows = components.scores(
        FeatureMatrix(rowCount: block.count, columnCount: width, values: unshifted(places(block))))
      for (count, walk) in zip(Self.directions, walks) {
        let found = walk.nodes.ending(
          from: rows.prefixingColumns(count), walk.ending, loss: Self.loss, in: workspace)
        for (place, cell) in block.enumerated() { values[cell] -= share * found[place] }
      }
    }
    guard values.allSatisfy(\.isFinite) else { return nil }
    let middle = values.sorted()[values.count / 2]
    return values.map { $0 - middle }
  }

  /// A graph, and with which probability a walk from each of the section's nodes ends at a labelled one.
  private struct Walk {
    let nodes: WalkNodes
    let ending: [Double]

    init(_ nodes: WalkNodes) {
      self.nodes = nodes
      ending = nodes.ending(steps: LabelledWalk.steps, loss: LabelledWalk.loss)
    }
  }
}

extension FeatureMatrix {
  /// The first columns, all where there are fewer.
  fileprivate func prefixingColumns(_ count: Int) -> FeatureMatrix {
    let width = min(count, columnCount)
    return FeatureMatrix(
      rowCount: rowCount, columnCount: width,
      values: (0..<rowCount).flatMap { self[row: $0].prefix(width) })
  }
}
