import Autodiff
import CellSections
import CellTransformer
import Foundation
import Testing

/// Counts drawn at random, `[cells, genes]`, and their section.
func randomCounts(cells: Int, genes: Int, seed: UInt64) -> CountMatrix {
  var generator = SeededGenerator(seed: seed)
  var starts = [0]
  var columns: [Int32] = []
  var values: [Int32] = []
  for _ in 0..<cells {
    for gene in 0..<Int32(genes) where generator.uniform() < 0.4 {
      columns.append(gene)
      values.append(1 + Int32(generator.uniform() * 9))
    }
    starts.append(columns.count)
  }
  return CountMatrix(rowStarts: starts, columns: columns, values: values, columnCount: genes)
}

func identity(_ genes: Int) -> [Int32] { (0..<Int32(genes)).map { $0 } }

@Suite struct `A cell becomes a token` {
  private let genes = 12

  private func scale(of section: SectionCounts) -> GeneScale {
    GeneScale(of: [section], genes: genes)
  }

  /// The section with one count changed.
  private func changed(
    _ counts: CountMatrix, cell: Int, gene: Int32, to value: Int32
  ) -> CountMatrix {
    var starts = [0]
    var columns: [Int32] = []
    var values: [Int32] = []
    for row in 0..<counts.rowCount {
      var entries = counts.entries(of: row).map { (counts.columns[$0], counts.values[$0]) }
      if row == cell {
        entries.removeAll { $0.0 == gene }
        if value > 0 { entries.append((gene, value)) }
        entries.sort { $0.0 < $1.0 }
      }
      columns += entries.map(\.0)
      values += entries.map(\.1)
      starts.append(columns.count)
    }
    return CountMatrix(
      rowStarts: starts, columns: columns, values: values, columnCount: counts.columnCount)
  }

  @Test func `a changed hidden count leaves the encoder's input bit-identical`() {
    let counts = randomCounts(cells: 40, genes: genes, seed: 1)
    let before = SectionCounts(counts, vocabularyRows: identity(genes))
    let scale = scale(of: before)
    var generator = SeededGenerator(seed: 2)
    let mask = GeneMask.draw(cells: 40, genes: genes, cellShare: 1, using: &generator)
    for cell in 0..<40 {
      let gene = mask.hidden(in: cell).first!
      for value: Int32 in [0, 1, 700] {
        // The model's constants and the section's are held; only the count changes.
        let after = SectionCounts(
          changed(counts, cell: cell, gene: gene, to: value), vocabularyRows: identity(genes),
          statistics: before.statistics)
        let one = input(before, [cell], mask, scale)
        let other = input(after, [cell], mask, scale)
        #expect(one.expression.starts == other.expression.starts)
        #expect(one.expression.makeIndices() == other.expression.makeIndices())
        #expect(one.expression.makeValues() == other.expression.makeValues())
        #expect(one.logLibrary == other.logLibrary)
      }
    }
  }

  @Test func `a changed visible count does change it`() {
    let counts = randomCounts(cells: 5, genes: genes, seed: 3)
    let before = SectionCounts(counts, vocabularyRows: identity(genes))
    let mask = GeneMask(starts: [0, 1, 2, 3, 4, 5], columns: [0, 0, 0, 0, 0])
    let after = SectionCounts(
      changed(counts, cell: 2, gene: 5, to: 900), vocabularyRows: identity(genes),
      statistics: before.statistics)
    let scale = scale(of: before)
    #expect(
      input(before, [2], mask, scale).expression.makeValues()
        != input(after, [2], mask, scale).expression.makeValues())
  }

  /// The mask is given for all cells; this takes the part of one.
  private func input(
    _ section: SectionCounts, _ cells: [Int], _ mask: GeneMask, _ scale: GeneScale
  ) -> TokenInput<Float> {
    let hidden = Array(mask.hidden(in: cells[0]))
    return TokenInput(
      section, cells: cells, mask: GeneMask(starts: [0, hidden.count], columns: hidden),
      geneScale: scale, vocabularySize: genes, forTraining: false)
  }

  @Test func `a gene that is zero, hidden or not on the panel gives three different tokens`() {
    let counts = CountMatrix(
      rowStarts: [0, 3], columns: [1, 2, 3], values: [4, 2, 7], columnCount: 6)
    let zero = SectionCounts(counts, vocabularyRows: [0, 1, 2, 3, 4, 5])
    // Gene 5 was never measured: the panel ends at 4.
    let narrow = SectionCounts(
      CountMatrix(rowStarts: [0, 3], columns: [1, 2, 3], values: [4, 2, 7], columnCount: 5),
      vocabularyRows: [0, 1, 2, 3, 4])
    let scale = GeneScale(
      depth: 1, mean: [Float](repeating: 0.5, count: 6),
      deviation: [Float](repeating: 0.7, count: 6))
    let store = ParameterStore<Float>()
    let layer = TokenLayer<Float>(store.scope, genes: 6, width: 8)
    store.allocate(seed: 1)
    let workspace = Workspace<Float>()
    func token(_ section: SectionCounts, _ mask: GeneMask?) -> [Float] {
      let tape = Tape(workspace, isRecording: false)
      var stream = RandomStream(seed: 0)
      let input = TokenInput<Float>(
        section, cells: [0], mask: mask, geneScale: scale, vocabularySize: 6, forTraining: false)
      return layer(input, hasPositions: true, &stream, on: tape).value.elements
    }
    let tokens = [
      token(zero, nil), token(zero, GeneMask(starts: [0, 1], columns: [5])), token(narrow, nil),
    ]
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      let distance = zip(tokens[first], tokens[second]).map { abs($0 - $1) }.max() ?? 0
      #expect(distance > 1e-3, "tokens \(first) and \(second)")
    }
  }

  @Test func `the encoder's input does not depend on the number of threads`() {
    let counts = randomCounts(cells: 300, genes: genes, seed: 7)
    let section = SectionCounts(counts, vocabularyRows: identity(genes))
    var generator = SeededGenerator(seed: 8)
    let mask = GeneMask.draw(cells: 300, genes: genes, cellShare: 0.5, using: &generator)
    let inputs = [1, 3].map {
      TokenInput<Float>(
        section, cells: Array(0..<300), mask: mask, geneScale: scale(of: section),
        vocabularySize: genes, forTraining: true, in: Workspace(threads: $0))
    }
    #expect(inputs[0].expression.starts == inputs[1].expression.starts)
    #expect(inputs[0].expression.makeIndices() == inputs[1].expression.makeIndices())
    #expect(inputs[0].expression.makeValues() == inputs[1].expression.makeValues())
    #expect(inputs[0].logLibrary == inputs[1].logLibrary)
    // Hidden genes are in each row in place of their counts, in the order of genes.
    for cell in 0..<300 {
      let row = Int(inputs[0].expression.starts[cell])..<Int(inputs[0].expression.starts[cell + 1])
      let expected = Set(counts.entries(of: cell).map { counts.columns[$0] })
        .union(mask.hidden(in: cell))
      #expect(Array(inputs[0].expression.makeIndices()[row]) == expected.sorted())
    }
  }

  @Test func `masks hide the shares that were asked for`() {
    var generator = SeededGenerator(seed: 9)
    let mask = GeneMask.draw(cells: 4000, genes: 100, cellShare: 0.75, using: &generator)
    let hidden = (0..<4000).map { mask.hidden(in: $0).count }
    let masked = hidden.filter { $0 > 0 }
    #expect(abs(Double(masked.count) / 4000 - 0.75) < 0.03)
    // The mean of Beta(5, 13) is 5/18.
    let share = Double(masked.reduce(0, +)) / Double(masked.count) / 100
    #expect(abs(share - 5.0 / 18) < 0.01)
    #expect(hidden.max() ?? 0 <= 90)
    #expect((0..<4000).allSatisfy { Set(mask.hidden(in: $0)).count == hidden[$0] })
  }

  @Test func `z-scores fold into the sparse product`() {
    let counts = randomCounts(cells: 30, genes: genes, seed: 5)
    let section = SectionCounts(counts, vocabularyRows: identity(genes))
    let scale = scale(of: section)
    let input = TokenInput<Double>(
      section, cells: Array(0..<30), mask: nil, geneScale: scale, vocabularySize: genes,
      forTraining: false)
    let gain = 10 / Double(genes).squareRoot()
    for cell in 0..<30 {
      var found = [Double](repeating: 0, count: genes)
      for entry in Int(input.expression.starts[cell])..<Int(input.expression.starts[cell + 1]) {
        found[Int(input.expression.makeIndices()[entry])] = input.expression.makeValues()[entry]
      }
      for gene in 0..<genes {
        let shift = input.panelShift.makeValues()[gene]
        let library = Double(section.statistics.librarySizes[cell])
        let count =
          counts.entries(of: cell).first { counts.columns[$0] == Int32(gene) }
          .map { counts.values[$0] } ?? 0
        let x = log1p(Double(count) * scale.depth * Double(genes) / max(library, 1))
        let wanted = gain * (x - Double(scale.mean[gene])) / Double(scale.deviation[gene])
        #expect(abs(found[gene] - shift - wanted) < 1e-4)
      }
    }
  }
}
