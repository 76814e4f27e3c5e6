import Autodiff
import CellTransformer

/// z-scores of expression as a graph network sees them: none above a limit, beyond which they tell no more.
struct GraphInput {
  /// `a min(x/s, limit + m/s)`, `[cells, genes]`.
  let expression: SparseMatrix<Float>
  /// `a m/s` of the measured genes, `[1, genes]`.
  let shift: SparseMatrix<Float>
  /// `a`
  let gain: Float

  static let limit: Float = 10

  init(_ input: TokenInput<Float>) {
    let whole = input.expression
    let gain = input.gain
    var shifts = [Float](repeating: 0, count: whole.columns)
    for (gene, value) in zip(input.panelShift.indices, input.panelShift.values) {
      shifts[Int(gene)] = value
    }
    expression = SparseMatrix(
      columns: whole.columns, starts: whole.starts, indices: whole.indices,
      values: zip(whole.indices, whole.values).map {
        min($1, gain * Self.limit + shifts[Int($0)])
      }, transposing: false)
    shift = input.panelShift
    self.gain = gain
  }

  /// The z-scores of some cells and genes, `[cells, genes]`; 0 for a gene that was not measured.
  func scores(of cells: [Int], genes: [Int32]) -> [Float] {
    let width = genes.count
    var places = [Int](repeating: -1, count: shift.columns)
    for (place, gene) in genes.enumerated() { places[Int(gene)] = place }
    var ofNoCount = [Float](repeating: 0, count: width)
    for (gene, value) in zip(shift.indices, shift.values) where places[Int(gene)] >= 0 {
      ofNoCount[places[Int(gene)]] = -value / gain
    }
    var scores: [Float] = []
    scores.reserveCapacity(cells.count * width)
    for cell in cells {
      let start = scores.count
      scores += ofNoCount
      for entry in Int(expression.starts[cell])..<Int(expression.starts[cell + 1]) {
        let place = places[Int(expression.indices[entry])]
        if place >= 0 { scores[start + place] += expression.values[entry] / gain }
      }
    }
    return scores
  }
}
