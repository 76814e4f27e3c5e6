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
  public init(
    _ section: SectionCounts, cells: [Int], mask: GeneMask?, geneScale: GeneScale,
    vocabularySize: Int, forTraining: Bool
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
    var builder = RowBuilder<Scalar>(rows: cells.count)
    var hiddenBuilder = RowBuilder<Scalar>(rows: mask == nil ? 0 : cells.count)
    var logLibrary: [Scalar] = []
    logLibrary.reserveCapacity(cells.count)
    let share = Scalar(1) / Scalar(max(1, measured))

    for (row, cell) in cells.enumerated() {
      let hidden = mask?.hidden(in: row) ?? []
      let library = Self.visibleLibrary(section, cell: cell, hidden: hidden)
      logLibrary.append(Scalar(section.statistics.standardizedLogLibrarySize(library)))
      var next = hidden.startIndex
      func passHidden(before column: Int32) {
        while next < hidden.endIndex, hidden[next] < column {
          let place = Int(hidden[next])
          builder.append(section.genes[place], Scalar(shift[place]))
          hiddenBuilder.append(section.genes[place], share)
          next += 1
        }
      }
      for entry in section.counts.entries(of: cell) {
        let column = section.counts.columns[entry]
        passHidden(before: column)
        if next < hidden.endIndex, hidden[next] == column { continue }
        let gene = section.genes[Int(column)]
        let x = geneScale.expression(
          count: section.counts.values[entry], library: library, measured: measured)
        builder.append(gene, Scalar(gain * Float(x) / geneScale.deviation[Int(gene)]))
      }
      passHidden(before: .max)
      builder.endRow()
      if mask != nil { hiddenBuilder.endRow() }
    }
    expression = builder.matrix(columns: vocabularySize, transposing: forTraining)
    hidden =
      mask == nil
      ? nil : hiddenBuilder.matrix(columns: vocabularySize, transposing: forTraining)
    self.logLibrary = logLibrary

    var shiftRow = RowBuilder<Scalar>(rows: 1)
    var panelRow = RowBuilder<Scalar>(rows: 1)
    for (place, gene) in section.genes.enumerated() {
      shiftRow.append(gene, Scalar(shift[place]))
      panelRow.append(gene, share)
    }
    shiftRow.endRow()
    panelRow.endRow()
    panelShift = shiftRow.matrix(columns: vocabularySize, transposing: forTraining)
    panel = panelRow.matrix(columns: vocabularySize, transposing: forTraining)
  }

  /// `L_i`, or where genes are hidden `Σ_visible y · P / |visible|`.
  private static func visibleLibrary(
    _ section: SectionCounts, cell: Int, hidden: ArraySlice<Int32>
  ) -> Double {
    if hidden.isEmpty { return Double(section.statistics.librarySizes[cell]) }
    var sum = 0
    var next = hidden.startIndex
    for entry in section.counts.entries(of: cell) {
      let column = section.counts.columns[entry]
      while next < hidden.endIndex, hidden[next] < column { next += 1 }
      if next < hidden.endIndex, hidden[next] == column { continue }
      sum += Int(section.counts.values[entry])
    }
    let measured = section.genes.count
    return Double(sum) * Double(measured) / Double(measured - hidden.count)
  }
}

/// Compressed rows in the making.
private struct RowBuilder<Scalar: Real> {
  private var starts: [Int64] = [0]
  private var indices: [Int32] = []
  private var values: [Scalar] = []

  init(rows: Int) { starts.reserveCapacity(rows + 1) }

  mutating func append(_ column: Int32, _ value: Scalar) {
    indices.append(column)
    values.append(value)
  }

  mutating func endRow() { starts.append(Int64(indices.count)) }

  func matrix(columns: Int, transposing: Bool) -> SparseMatrix<Scalar> {
    SparseMatrix(
      columns: columns, starts: starts, indices: indices, values: values, transposing: transposing)
  }
}
