import Autodiff
import CellTransformer

/// Dense counts of the scored cells on the measured genes, with the weights of their losses.
struct CountTargets {
  /// `[cells, P]`
  let counts: Matrix<Float>
  /// `[cells]`
  let logLibraries: Matrix<Float>
  /// `unit` for every measured gene, twice that for a hidden one, `[cells, P]`.
  let weights: Matrix<Float>
  /// 1/(P · cells).
  let unit: Double
  /// P over the mean number of hidden genes: from "a measured gene" to "a hidden gene".
  let genesPerHidden: Double

  init(
    _ section: SectionCounts, cells: [Int], hidden: [ArraySlice<Int32>],
    in workspace: Workspace<Float>
  ) {
    let genes = section.genes.count
    let unit = 1 / Float(genes * cells.count)
    let counts = workspace.uninitialized(cells.count, genes)
    let weights = workspace.uninitialized(cells.count, genes)
    workspace.loop.rows(cells.count, perPiece: 64) { range, _ in
      for row in range {
        let rowCounts = counts.pointer + row * genes
        let rowWeights = weights.pointer + row * genes
        rowCounts.update(repeating: 0, count: genes)
        rowWeights.update(repeating: unit, count: genes)
        for entry in section.counts.entries(of: cells[row]) {
          rowCounts[Int(section.counts.columns[entry])] = Float(section.counts.values[entry])
        }
        for column in hidden[row] { rowWeights[Int(column)] = 2 * unit }
      }
    }
    self.counts = counts
    self.weights = weights
    self.unit = Double(unit)
    logLibraries = workspace.matrix(
      cells.count, 1, cells.map { Float(logarithm(Double(section.statistics.librarySizes[$0]))) })
    let hiddenCount = hidden.reduce(0) { $0 + $1.count }
    genesPerHidden = Double(genes * cells.count) / Double(max(1, hiddenCount))
  }
}
