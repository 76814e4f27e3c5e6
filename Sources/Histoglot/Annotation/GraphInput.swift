import Autodiff
import CellTransformer

/// z-scores of expression as a graph network sees them: none above a limit, beyond which they tell no more.
struct GraphInput {
  /// Where the entries of each cell begin, `[cells + 1]`.
  private let starts: [Int64]
  /// The gene of each entry.
  private let genes: [Int32]
  /// `a min(x/s, limit + m/s)` of each entry.
  private let values: [Float]
  /// `a m/s` of the measured genes, `[1, genes]`.
  let shift: SparseMatrix<Float>
  /// `a`
  let gain: Float

  static let limit: Float = 10

  init(_ input: TokenInput<Float>) {
    let gain = input.gain
    var shifts = [Float](repeating: 0, count: input.expression.columns)
    for (gene, value) in zip(input.panelShift.makeIndices(), input.panelShift.makeValues()) {
      shifts[Int(gene)] = value
    }
    starts = input.expression.starts
    genes = input.expression.makeIndices()
    values = zip(genes, input.expression.makeValues()).map {
      min($1, gain * Self.limit + shifts[Int($0)])
    }
    shift = input.panelShift
    self.gain = gain
  }

  /// `a min(x/s, limit + m/s)`, `[cells, genes]`.
  func expression(in workspace: Workspace<Float>) -> SparseMatrix<Float> {
    SparseMatrix(columns: shift.columns, starts: starts, transposing: false, in: workspace) {
      toGenes, toValues in
      toGenes.update(from: genes, count: genes.count)
      toValues.update(from: values, count: values.count)
    }
  }

  /// The z-scores of some cells and genes, `[cells, genes]`; 0 for a gene that was not measured.
  func scores(of cells: [Int], genes chosen: [Int32]) -> [Float] {
    let width = chosen.count
    var places = [Int](repeating: -1, count: shift.columns)
    for (place, gene) in chosen.enumerated() { places[Int(gene)] = place }
    var ofNoCount = [Float](repeating: 0, count: width)
    for (gene, value) in zip(shift.makeIndices(), shift.makeValues()) where places[Int(gene)] >= 0 {
      ofNoCount[places[Int(gene)]] = -value / gain
    }
    var scores: [Float] = []
    scores.reserveCapacity(cells.count * width)
    for cell in cells {
      let start = scores.count
      scores += ofNoCount
      for entry in Int(starts[cell])..<Int(starts[cell + 1]) {
        let place = places[Int(genes[entry])]
        if place >= 0 { scores[start + place] += values[entry] / gain }
      }
    }
    return scores
  }
}
