import Autodiff
import CellSections
import SectionAnalysis

/// A section's expression with the noise of counting averaged out, as far as the section itself shows that it is noise.
///
/// Each gene is put together of views: the cell, cells alike in expression and in their surroundings, the nearest
/// cells. How much each counts is learnt by splitting the counts in two halves by chance and telling one by the other
/// (`CountMatrix.halved`), so nothing but the counts is needed.
public struct CountDenoising: Sendable {
  /// `log1p` of counts at the section's median library size, `[cells, genes]`.
  public let expression: [Float]
  /// Each view with the weight that holds for all genes.
  public let weights: [(view: String, weight: Double)]
  /// Root mean squared error of telling one half of the counts by the other, over cells and genes in `log1p` of
  /// normalised counts: by the cell's own value, and by the views with weights learnt on the reverse.
  public let errors: (own: Double, denoised: Double)

  static let fewestCells = 50
  static let fewestGenes = 2

  /// - Throws: `ImputationError` for hardly any cells or genes with counts.
  /// - Complexity: O(cells² · components) up to 20,000 cells, then cells · 20,000.
  public init(
    _ section: CellSection, options: DenoisingOptions = DenoisingOptions(),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    // Linear algebra is then left to one thread, and the result to none.
    _ = Workspace<Double>(threads: 1)
    let place = "section \(section.name)"
    let filled = section.counts.rowTotals().count { $0 > 0 }
    let found = section.counts.columnTotals().count { $0 > 0 }
    guard filled >= Self.fewestCells else {
      throw ImputationError(place: place, reason: .tooFewCells(filled, needed: Self.fewestCells))
    }
    guard found >= Self.fewestGenes else {
      throw ImputationError(place: place, reason: .tooFewGenes(found, needed: Self.fewestGenes))
    }
    let near = section.nearCells(DenoisingViews.fewestNear, threads: options.threads)
    var generator = SeededGenerator(seed: options.seed)
    let halves = section.counts.halved(using: &generator)
    let first = try Half(section, halves.first, near: near, options: options)
    progress(1, 4)
    let second = try Half(section, halves.second, near: near, options: options)
    progress(2, 4)
    let blocks = Self.blocks(section.geneCount, rows: section.cellCount)
    let forward = first.weights(telling: second, blocks: blocks)
    let backward = second.weights(telling: first, blocks: blocks)
    let shrinkage = options.shrinkage
    let errors = second.errors(
      telling: first, by: forward.ofEachGene(shrinkage: shrinkage), blocks: blocks)
    self.errors = errors
    progress(3, 4)

    let views = try DenoisingViews(section, near: near, options: options)
    let (there, back) = (
      forward.ofEachGene(shrinkage: shrinkage), backward.ofEachGene(shrinkage: shrinkage)
    )
    let both = FeatureMatrix.mean(of: [there, back])
    weights = zip(views.views, zip(forward.common(), backward.common())).map {
      (view: $0.name, weight: ($1.0 + $1.1) / 2)
    }
    var expression = [Float](repeating: 0, count: section.cellCount * section.geneCount)
    for block in blocks {
      let combined = views.expression(of: Array(block)).combined(both, of: block)
      for cell in 0..<section.cellCount {
        for (column, gene) in block.enumerated() {
          expression[cell * section.geneCount + gene] = Float(combined[cell, column])
        }
      }
    }
    self.expression = expression
    progress(4, 4)
  }

  /// Runs of genes, so that no more than some 4 million values of each view are dense at once.
  private static func blocks(_ genes: Int, rows: Int) -> [Range<Int>] {
    let length = max(1, 4_000_000 / max(rows, 1))
    return stride(from: 0, to: genes, by: length).map { $0..<min($0 + length, genes) }
  }
}

/// One half of a section's counts.
private struct Half {
  let section: CellSection
  let statistics: SectionStatistics
  let views: DenoisingViews

  init(
    _ whole: CellSection, _ counts: CountMatrix, near: NeighbourLists?, options: DenoisingOptions
  ) throws {
    var section = whole
    section.counts = counts
    self.section = section
    statistics = SectionStatistics(counts)
    views = try DenoisingViews(section, near: near, options: options)
  }

  /// Cells with counts.
  private var cells: [Int] {
    statistics.librarySizes.indices.filter { statistics.librarySizes[$0] > 0 }
  }

  /// What the views of this half should count to tell another.
  func weights(telling other: Half, blocks: [Range<Int>]) -> ViewWeights {
    var weights = ViewWeights(geneCount: section.geneCount, viewCount: views.views.count)
    let cells = other.cells
    for block in blocks {
      weights.learn(
        block, views: views.expression(of: Array(block)),
        target: other.section.counts.logExpression(of: Array(block), other.statistics),
        cells: cells)
    }
    return weights
  }

  func errors(
    telling other: Half, by weights: FeatureMatrix, blocks: [Range<Int>]
  ) -> (own: Double, denoised: Double) {
    var sums = (own: 0.0, denoised: 0.0)
    let cells = other.cells
    for block in blocks {
      let seen = views.expression(of: Array(block))
      let combined = seen.combined(weights, of: block)
      let truth = other.section.counts.logExpression(of: Array(block), other.statistics)
      for cell in cells {
        for column in 0..<block.count {
          let own = seen[0][cell, column] - truth[cell, column]
          let denoised = combined[cell, column] - truth[cell, column]
          sums = (sums.own + own * own, sums.denoised + denoised * denoised)
        }
      }
    }
    let count = Double(max(cells.count * section.geneCount, 1))
    return ((sums.own / count).squareRoot(), (sums.denoised / count).squareRoot())
  }
}
