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
    let (counts, genes) = (section.counts, section.genes)
    loop.rows(cells.count, perPiece: Self.rowsPerPiece) { range, _ in
      for row in range {
        let hidden = mask?.hidden(in: row) ?? []
        var x = CellExpression(
          geneScale, library: libraries[row], measured: genes.count, gain: gain)
        var place = Int(starts[row])
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
        for entry in counts.entries(of: cells[row]) {
          let column = counts.columns[entry]
          passHidden(before: column)
          if next < hidden.endIndex, hidden[next] == column { continue }
          let gene = genes[Int(column)]
          put(gene, x.scaled(counts.values[entry], of: Int(gene)))
        }
        passHidden(before: .max)
      }
    }
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

/// The expression of the counts of one cell; most counts are small and come again.
private struct CellExpression {
  private let scale: GeneScale
  private let library: Double
  private let measured: Int
  private let gain: Float
  /// `x` of the counts 0, 1, …; NaN where it was not asked for yet.
  private var known = [Float](repeating: .nan, count: 32)

  init(_ scale: GeneScale, library: Double, measured: Int, gain: Float) {
    self.scale = scale
    self.library = library
    self.measured = measured
    self.gain = gain
  }

  /// `x/s · gain` of a count of a gene of the vocabulary.
  mutating func scaled(_ count: Int32, of gene: Int) -> Float {
    gain * expression(count) / scale.deviation[gene]
  }

  private mutating func expression(_ count: Int32) -> Float {
    let index = Int(count)
    guard known.indices.contains(index) else {
      return Float(scale.expression(count: count, library: library, measured: measured))
    }
    if known[index].isNaN {
      known[index] = Float(scale.expression(count: count, library: library, measured: measured))
    }
    return known[index]
  }
}
