import Autodiff
import CellSections
import CellTransformer
import Testing

@Suite("A section's counts on the genes of a vocabulary")
struct SectionCountsTests {
  private func counts(cells: Int, genes: Int, seed: UInt64) -> CountMatrix {
    var generator = SeededGenerator(seed: seed)
    var starts = [0]
    var columns: [Int32] = []
    var values: [Int32] = []
    for _ in 0..<cells {
      for gene in 0..<genes where generator.uniform() < 0.2 {
        columns.append(Int32(gene))
        values.append(1 + Int32(generator.uniform() * 9))
      }
      starts.append(columns.count)
    }
    return CountMatrix(rowStarts: starts, columns: columns, values: values, columnCount: genes)
  }

  /// The count of each gene of the vocabulary, taken from one entry after the other.
  private func dense(_ counts: CountMatrix, _ rows: [Int32], cell: Int, size: Int) -> [Int32] {
    var dense = [Int32](repeating: 0, count: size)
    for entry in counts.entries(of: cell) {
      let gene = rows[Int(counts.columns[entry])]
      if gene >= 0 { dense[Int(gene)] = counts.values[entry] }
    }
    return dense
  }

  @Test(
    "each count stands at its gene of the vocabulary, on any number of threads",
    arguments: [
      ("every gene in order", 1, 0), ("some genes in order", 1, 3), ("another order", 37, 0),
      ("some genes in another order", 37, 3),
    ], [1, 2])
  func places(map: (name: String, step: Int, leftOut: Int), threads: Int) {
    let (genes, size) = (150, 150)
    let section = counts(cells: 3000, genes: genes, seed: 4)
    let rows = (0..<genes).map { gene in
      map.leftOut > 0 && gene % map.leftOut == 1 ? Int32(-1) : Int32(gene * map.step % size)
    }
    let result = SectionCounts(section, vocabularyRows: rows, threads: threads)
    #expect(result.genes == rows.filter { $0 >= 0 }.sorted())
    for cell in 0..<section.rowCount {
      var found = [Int32](repeating: 0, count: size)
      for entry in result.counts.entries(of: cell) {
        found[Int(result.genes[Int(result.counts.columns[entry])])] = result.counts.values[entry]
      }
      #expect(found == dense(section, rows, cell: cell, size: size))
    }
  }

  @Test("a section without a known gene, or without cells, has no counts")
  func nothing() {
    let section = counts(cells: 5, genes: 4, seed: 1)
    let none = SectionCounts(section, vocabularyRows: [-1, -1, -1, -1])
    #expect(none.counts.columns.isEmpty && none.cellCount == 5)
    let empty = CountMatrix(rowStarts: [0], columns: [], values: [], columnCount: 2)
    #expect(SectionCounts(empty, vocabularyRows: [1, 0]).cellCount == 0)
  }
}
