import Foundation
import SectionSimulator
import Testing

@Suite struct CountSamplerTests {
  private static let genes = 12
  private static let cells = 40_000

  private let atlas = ExpressionAtlas(geneCount: genes)
  private let table: ProfileTable

  init() {
    var shaping = Xoshiro256(seed: 1)
    let effects = SectionEffects(geneCount: Self.genes, using: &shaping)
    table = ProfileTable(atlas, genes: Array(0..<Self.genes), effects: effects)
  }

  /// Counts of cells alike, `[genes][cells]`.
  private func counts(_ source: CountSampler.Source, dropOut: Double) -> [[Double]] {
    var sampler = CountSampler(
      table, dispersions: atlas.dispersions,
      dropOuts: [Double](repeating: dropOut, count: Self.genes))
    var generator = Xoshiro256(seed: 2)
    for _ in 0..<Self.cells { sampler.append(source, using: &generator) }
    let matrix = sampler.matrix()
    var counts = [[Double]](
      repeating: [Double](repeating: 0, count: Self.cells), count: Self.genes)
    for cell in 0..<Self.cells {
      for entry in matrix.entries(of: cell) {
        counts[Int(matrix.columns[entry])][cell] = Double(matrix.values[entry])
      }
    }
    return counts
  }

  @Test func `counts are negative-binomial: mean, variance and share of zeros`() {
    // Own profile, spill from a cell of another type, and activity together.
    let source = CountSampler.Source(own: 3, beside: 90, spill: 0.2, activity: 0.3, size: 1.5)
    for (gene, ofCells) in counts(source, dropOut: 0).enumerated() {
      let mean =
        1.5
        * (0.8 * table.mean(row: 3, gene: gene) + 0.2 * table.mean(row: 90, gene: gene)
          + 0.3 * table.mean(row: table.activityRow, gene: gene))
      let dispersion = atlas.dispersions[gene]
      let variance = mean + mean * mean / dispersion
      let found = ofCells.reduce(0, +) / Double(Self.cells)
      let spread = ofCells.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(Self.cells)
      // Five standard errors of the mean; the variance's own error is larger.
      #expect(abs(found - mean) < 5 * (variance / Double(Self.cells)).squareRoot())
      #expect(abs(spread - variance) < 0.12 * variance)
      let zeros = Double(ofCells.count { $0 == 0 }) / Double(Self.cells)
      let expectedZeros = pow(1 + mean / dispersion, -dispersion)
      let error = (expectedZeros * (1 - expectedZeros) / Double(Self.cells)).squareRoot()
      #expect(abs(zeros - expectedZeros) < 5 * error)
    }
  }

  @Test func `drop-out takes its share of what was there`() {
    let source = CountSampler.Source(own: 0, beside: 0, spill: 0, activity: 0, size: 1)
    let all = counts(source, dropOut: 0)
    let some = counts(source, dropOut: 0.4)
    for (before, after) in zip(all, some) where before.count(where: { $0 > 0 }) > 2000 {
      let kept = Double(after.count { $0 > 0 }) / Double(before.count { $0 > 0 })
      #expect(abs(kept - 0.6) < 0.06)
    }
  }
}
