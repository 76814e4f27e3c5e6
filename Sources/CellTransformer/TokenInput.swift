import Autodiff

/// What the encoder is shown of some cells of one section.
public struct TokenInput<Scalar: Real> {
  /// `[cells, genes]`: `x/s` of visible counts; `m/s` of hidden genes, which takes back their part of
  /// `panelShift`; both times `gain`.
  public let expression: SparseMatrix<Scalar>
  /// What z-scores are multiplied with, so that tokens of any panel size vary alike.
  public let gain: Scalar
  /// `[1, genes]`: `m/s · gain` of the genes the section measured.
  public let panelShift: SparseMatrix<Scalar>
  /// `[1, genes]`: 1/P for the genes the section measured.
  public let panel: SparseMatrix<Scalar>
  /// `[cells, genes]`: 1/P for the hidden genes; nil where nothing is hidden.
  public let hidden: SparseMatrix<Scalar>?
  /// `log L` as the encoder may know it, standardized over the section, `[cells]`.
  public let logLibrary: [Scalar]

  public var cells: Int { logLibrary.count }

  /// Makes the input of the chosen cells.
  ///
  /// In a cell with hidden genes the library size is the one that the visible ones suggest,
  /// `L^vis = Σ_visible y · P / |visible|`: no hidden count reaches the encoder in any way.
  ///
  /// - Parameters:
  ///   - cells: which cells of the section, in this order.
  ///   - mask: for each of `cells` what is hidden; nil for nothing.
  ///   - vocabularySize: how many genes the model knows.
  ///   - forTraining: whether gradients will be asked for.
  ///   - loop: the threads that work on it.
  public init(
    _ section: SectionCounts, cells: [Int], mask: GeneMask?, geneScale: GeneScale,
    vocabularySize: Int, forTraining: Bool, in loop: ParallelLoop = ParallelLoop(threads: 1)
  ) {
    precondition(
      mask.map { $0.starts.count == cells.count + 1 } ?? true,
      "TokenInput: a mask of \((mask?.starts.count ?? 1) - 1) cells for \(cells.count)")
    let measured = section.genes.count
    // About unit variance of the token for any panel size, with gene vectors of deviation 0.1.
    let gain = 10 / Float(max(1, measured)).squareRoot()
    self.gain = Scalar(gain)
    let shift = section.genes.map { gene in
      gain * geneScale.mean[Int(gene)] / geneScale.deviation[Int(gene)]
    }
    let rows = ExpressionRows(
      section, cells: cells, mask: mask, geneScale: geneScale, gain: gain, shift: shift, in: loop)
    func matrix(_ rows: CompressedRows) -> SparseMatrix<Scalar> {
      SparseMatrix(
        columns: vocabularySize, starts: rows.starts, indices: rows.indices,
        values: converted(rows.values),
        transposing: forTraining)
    }
    expression = matrix(rows.expression)
    hidden = rows.hidden.map(matrix)
    logLibrary = rows.libraries.map {
      Scalar(section.statistics.standardizedLogLibrarySize($0))
    }
    let starts = [0, Int64(measured)]
    panelShift = matrix(CompressedRows(starts: starts, indices: section.genes, values: shift))
    panel = matrix(
      CompressedRows(
        starts: starts, indices: section.genes,
        values: [Float](repeating: 1 / Float(max(1, measured)), count: measured)))
  }
}

/// Float to Scalar; the same array where that is Float.
private func converted<Scalar: Real>(_ values: [Float]) -> [Scalar] {
  if Scalar.self == Float.self { return unsafeBitCast(values, to: [Scalar].self) }
  return values.map { Scalar($0) }
}
