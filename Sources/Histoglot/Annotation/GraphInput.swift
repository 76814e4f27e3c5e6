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

  /// The entries of `expression`.
  private let starts: [Int64]
  private let indices: [Int32]
  private let values: [Float]

  init(_ input: TokenInput<Float>) {
    let whole = input.expression
    let gain = input.gain
    var shifts = [Float](repeating: 0, count: whole.columns)
    for (gene, value) in zip(input.panelShift.makeIndices(), input.panelShift.makeValues()) {
      shifts[Int(gene)] = value
    }
    starts = whole.starts
    indices = whole.makeIndices()
    values = zip(indices, whole.makeValues()).map { min($1, gain * Self.limit + shifts[Int($0)]) }
    expression = SparseMatrix(
      columns: whole.columns, starts: starts, indices: indices, values: values,
      transposing: false)
    shift = input.panelShift
    self.gain = gain
  }

  /// The z-scores of some cells and genes, `[cells, genes]`; 0 for a gene that was not measured.
  func scores(of cells: [Int], genes: [Int32]) -> [Float] {
    let width = genes.count
    var places = [Int](repeating: -1, count: shift.columns)
    for (place, gene) in genes.enumerated() { places[Int(gene)] = place }
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
        let place = places[Int(indices[entry])]
        if place >= 0 { scores[start + place] += values[entry] / gain }
      }
    }
    return scores
  }
}
