import CellSections
import CellTransformer
import Testing

@Suite struct GeneScaleTests {
  private func section(_ rows: [[Int32]]) -> SectionCounts {
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    for row in rows {
      for (gene, value) in row.enumerated() where value > 0 {
        columns.append(Int32(gene))
        values.append(value)
      }
      starts.append(columns.count)
    }
    let counts = CountMatrix(
      rowStarts: starts, columns: columns, values: values, columnCount: rows[0].count)
    return SectionCounts(counts, vocabularyRows: rows[0].indices.map(Int32.init))
  }

  @Test(
    "A section's own scale is that of a model which learned from it alone, the more cells it has")
  func adapting() {
    let common = GeneScale(of: [section([[1, 9, 4], [2, 8, 0]])], genes: 3)
    for copies in [1, 1000] {
      let rows: [[Int32]] = Array(repeating: [[8, 1, 2], [2, 4, 4]], count: copies).flatMap(\.self)
      let own = GeneScale(depth: common.depth, of: [section(rows)], genes: 3)
      let adapted = common.adapted(to: section(rows))
      #expect(adapted.depth == common.depth)
      // None at the floor, which the section's own variance does not know.
      #expect(own.deviation.allSatisfy { $0 > 0.1 })
      let share = Float(2 * copies) / Float(2 * copies + 20)
      for gene in 0..<3 {
        let mean = share * own.mean[gene] + (1 - share) * common.mean[gene]
        #expect(abs(adapted.mean[gene] - mean) < 1e-5)
        let (a, b) = (own.deviation[gene], common.deviation[gene])
        let deviation = max(0.1, (share * a * a + (1 - share) * b * b).squareRoot())
        #expect(abs(adapted.deviation[gene] - deviation) < 1e-5)
      }
    }
  }

  @Test("A section without cells, and genes that it did not measure, keep the common scale")
  func nothingKnown() {
    let common = GeneScale(depth: 2, mean: [1, 2, 3], deviation: [1, 1, 1])
    let empty = SectionCounts(
      CountMatrix(rowStarts: [0], columns: [], values: [], columnCount: 3),
      vocabularyRows: [0, 1, 2])
    #expect(common.adapted(to: empty) == common)
    let one = SectionCounts(
      CountMatrix(rowStarts: [0, 1], columns: [0], values: [5], columnCount: 1),
      vocabularyRows: [1])
    let adapted = common.adapted(to: one)
    #expect(adapted.mean[0] == 1 && adapted.mean[2] == 3 && adapted.mean[1] != 2)
  }
}
