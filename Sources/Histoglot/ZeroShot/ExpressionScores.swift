import CellSections
import SectionAnalysis

/// Expression of chosen genes as z-scores of each gene over the cells of its section.
enum ExpressionScores {
  /// `z = (x − mean) / deviation` of `x = log1p(y M / L)`, L over all measured genes, `[cells, columns]`.
  ///
  /// Empty cells get 0 throughout, what an average cell has: they are evidence of nothing.
  static func zScores(_ section: CellSection, columns: [Int]) -> FeatureMatrix {
    let statistics = SectionStatistics(section.counts)
    var place = [Int](repeating: -1, count: section.geneCount)
    for (index, column) in columns.enumerated() { place[column] = index }
    var x = FeatureMatrix(rowCount: section.cellCount, columnCount: columns.count)
    forEachEntry(section, statistics) { cell, gene, value in
      if place[gene] >= 0 { x[cell, place[gene]] = value }
    }
    let filled = statistics.librarySizes.indices.filter { statistics.librarySizes[$0] > 0 }
    let standardizer = Standardizer(
      filled.count == section.cellCount ? x : x.selectingRows(filled))
    var z = standardizer(x)
    for cell in statistics.librarySizes.indices where statistics.librarySizes[cell] == 0 {
      for column in 0..<z.columnCount { z[cell, column] = 0 }
    }
    return z
  }

  /// The variance of each gene's expression over cells, averaged over sections, `[genes]`.
  static func variances(_ sections: [CellSection]) -> [Double] {
    var sum = [Double](repeating: 0, count: sections.first?.geneCount ?? 0)
    for section in sections {
      let cells = Double(max(section.cellCount, 1))
      var first = [Double](repeating: 0, count: section.geneCount)
      var second = first
      forEachEntry(section, SectionStatistics(section.counts)) { _, gene, value in
        first[gene] += value
        second[gene] += value * value
      }
      for gene in sum.indices {
        let mean = first[gene] / cells
        sum[gene] += max(0, second[gene] / cells - mean * mean) / Double(sections.count)
      }
    }
    return sum
  }

  private static func forEachEntry(
    _ section: CellSection, _ statistics: SectionStatistics,
    _ body: (_ cell: Int, _ gene: Int, _ expression: Double) -> Void
  ) {
    for cell in 0..<section.cellCount {
      let size = Double(statistics.librarySizes[cell])
      for entry in section.counts.entries(of: cell) {
        body(
          cell, Int(section.counts.columns[entry]),
          statistics.expression(count: section.counts.values[entry], librarySize: size))
      }
    }
  }
}
