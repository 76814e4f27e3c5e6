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
  ///   - workspace: whose threads and memory are used.
  public init(
    _ section: SectionCounts, cells: [Int], mask: GeneMask?, geneScale: GeneScale,
    vocabularySize: Int, forTraining: Bool, in workspace: Workspace<Scalar> = Workspace()
  ) {
    precondition(
      mask.map { $0.starts.count == cells.count + 1 } ?? true,
      "TokenInput: a mask of \((mask?.starts.count ?? 1) - 1) cells for \(cells.count)")
    workspace.profile?.enter(EncoderStage.input)
    defer { workspace.profile?.leave() }
    let measured = section.genes.count
    // About unit variance of the token for any panel size, with gene vectors of deviation 0.1.
    let gain = 10 / Float(max(1, measured)).squareRoot()
    self.gain = Scalar(gain)
    let shift = section.genes.map { gene in
      gain * geneScale.mean[Int(gene)] / geneScale.deviation[Int(gene)]
    }
    let rows = ExpressionRows(
      section, cells: cells, mask: mask, geneScale: geneScale, gain: gain, in: workspace.loop)
    func matrix(
      _ starts: [Int64],
      _ write: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Float>) -> Void
    ) -> SparseMatrix<Scalar> {
      SparseMatrix(
        columns: vocabularySize, starts: starts, transposing: forTraining, in: workspace
      ) { indices, values in
        writeFloats(values, count: Int(starts[starts.count - 1])) { write(indices, $0) }
      }
    }
    expression = matrix(rows.starts) { rows.write(shift: shift, $0, $1) }
    logLibrary = rows.libraries.map {
      Scalar(section.statistics.standardizedLogLibrarySize($0))
    }
    let share = 1 / Float(max(1, measured))
    hidden = mask.map { mask in
      matrix(mask.starts.map { Int64($0) }) { indices, values in
        for (place, column) in mask.columns.enumerated() {
          indices[place] = section.genes[Int(column)]
        }
        values.update(repeating: share, count: mask.columns.count)
      }
    }
    let starts = [0, Int64(measured)]
    panelShift = matrix(starts) { indices, values in
      for (place, gene) in section.genes.enumerated() {
        indices[place] = gene
        values[place] = shift[place]
      }
    }
    panel = matrix(starts) { indices, values in
      for (place, gene) in section.genes.enumerated() { indices[place] = gene }
      values.update(repeating: share, count: measured)
    }
  }
}

/// Lets `write` fill memory of any scalar with Float; in place where it is Float.
private func writeFloats<Scalar: Real>(
  _ target: UnsafeMutablePointer<Scalar>, count: Int,
  _ write: (UnsafeMutablePointer<Float>) -> Void
) {
  if Scalar.self == Float.self {
    UnsafeMutableRawPointer(target).withMemoryRebound(to: Float.self, capacity: count) { write($0) }
    return
  }
  var floats = [Float](repeating: 0, count: count)
  floats.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { write(base) } }
  for place in 0..<count { target[place] = Scalar(floats[place]) }
}
