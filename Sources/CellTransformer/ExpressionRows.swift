import Autodiff
import CellSections
import ParallelLoops

/// What the encoder is shown of the counts of some cells, row by row. Not generic: these loops run over every count.
struct ExpressionRows {
  private let section: SectionCounts
  private let cells: [Int]
  private let mask: GeneMask?
  private let geneScale: GeneScale
  private let gain: Float
  private let loop: ParallelLoop
  /// Where the entries of each cell begin, `[cells + 1]`.
  let starts: [Int64]
  /// Library sizes that the encoder may know, `[cells]`.
  let libraries: [Double]

  init(
    _ section: SectionCounts, cells: [Int], mask: GeneMask?, geneScale: GeneScale, gain: Float,
    in loop: ParallelLoop
  ) {
    self.section = section
    self.cells = cells
    self.mask = mask
    self.geneScale = geneScale
    self.gain = gain
    self.loop = loop
    var starts = [Int64](repeating: 0, count: cells.count + 1)
    var libraries = [Double](repeating: 0, count: cells.count)
    starts.withUnsafeMutableBufferPointer { starts in
      libraries.withUnsafeMutableBufferPointer { libraries in
        let (starts, libraries) = (starts, libraries)
        loop.rows(cells.count, perPiece: Self.rowsPerPiece) { range, _ in
          for row in range {
            let hidden = mask?.hidden(in: row) ?? []
            let visible = VisibleCounts(section, cell: cells[row], hidden: hidden)
            starts[row + 1] = Int64(visible.entries + hidden.count)
            libraries[row] = visible.library
          }
        }
      }
    }
    for row in cells.indices { starts[row + 1] += starts[row] }
    self.starts = starts
    self.libraries = libraries
  }

  /// Writes `x/s · gain` of visible counts and `shift` of hidden genes, with their genes, ascending in each cell.
  ///
  /// - Parameter shift: `m/s · gain` of each measured gene.
  func write(
    shift: [Float], _ indices: UnsafeMutablePointer<Int32>, _ values: UnsafeMutablePointer<Float>
  ) {
    loop.rows(cells.count, perPiece: Self.rowsPerPiece) { range, _ in
      var expression = CellExpression(geneScale, measured: section.genes.count)
      for row in range {
        expression.begin(library: libraries[row])
        let place = Int(starts[row])
        let hidden = mask?.hidden(in: row) ?? []
        if hidden.isEmpty {
          writeAll(cells[row], &expression, indices + place, values + place)
        } else {
          writeVisible(
            cells[row], &expression, hidden: hidden, shift: shift, indices + place, values + place)
        }
      }
    }
  }

  /// Every count of a cell.
  private func writeAll(
    _ cell: Int, _ expression: inout CellExpression,
    _ indices: UnsafeMutablePointer<Int32>, _ values: UnsafeMutablePointer<Float>
  ) {
    let entries = section.counts.entries(of: cell)
    section.counts.columns.withUnsafeBufferPointer { columns in
      section.counts.values.withUnsafeBufferPointer { counts in
        section.genes.withUnsafeBufferPointer { genes in
          geneScale.deviation.withUnsafeBufferPointer { deviation in
            for (place, entry) in entries.enumerated() {
              let gene = genes[Int(columns[entry])]
              indices[place] = gene
              values[place] = gain * Float(expression(counts[entry])) / deviation[Int(gene)]
            }
          }
        }
      }
    }
  }

  /// The counts of genes that are not hidden, and the shift of those that are.
  private func writeVisible(
    _ cell: Int, _ expression: inout CellExpression, hidden: ArraySlice<Int32>, shift: [Float],
    _ indices: UnsafeMutablePointer<Int32>, _ values: UnsafeMutablePointer<Float>
  ) {
    let (counts, genes) = (section.counts, section.genes)
    var place = 0
    var next = hidden.startIndex
    func put(_ gene: Int32, _ value: Float) {
      indices[place] = gene
      values[place] = value
      place += 1
    }
    func passHidden(before column: Int32) {
      while next < hidden.endIndex, hidden[next] < column {
        let measuredGene = Int(hidden[next])
        put(genes[measuredGene], shift[measuredGene])
        next += 1
      }
    }
    for entry in counts.entries(of: cell) {
      let column = counts.columns[entry]
      passHidden(before: column)
      if next < hidden.endIndex, hidden[next] == column { continue }
      let gene = genes[Int(column)]
      put(gene, gain * Float(expression(counts.values[entry])) / geneScale.deviation[Int(gene)])
    }
    passHidden(before: .max)
  }

  private static let rowsPerPiece = 64
}

/// What is left of a cell's counts beside what is hidden.
private struct VisibleCounts {
  /// How many entries are visible.
  let entries: Int
  /// `L_i`, or where genes are hidden `Σ_visible y · P / |visible|`.
  let library: Double

  init(_ section: SectionCounts, cell: Int, hidden: ArraySlice<Int32>) {
    let all = section.counts.entries(of: cell)
    if hidden.isEmpty {
      entries = all.count
      library = Double(section.statistics.librarySizes[cell])
      return
    }
    var (sum, visible) = (0, 0)
    var next = hidden.startIndex
    for entry in all {
      let column = section.counts.columns[entry]
      while next < hidden.endIndex, hidden[next] < column { next += 1 }
      if next < hidden.endIndex, hidden[next] == column { continue }
      sum += Int(section.counts.values[entry])
      visible += 1
    }
    entries = visible
    let measured = section.genes.count
    library = Double(sum) * Double(measured) / Double(measured - hidden.count)
  }
}
