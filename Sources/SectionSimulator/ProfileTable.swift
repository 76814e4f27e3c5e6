import CellSections

/// Expected transcripts of each type at each depth in one section, with what is needed to draw
/// genes from them.
///
/// All profiles lie in flat arrays of one row each: drawing a million cells' transcripts is
/// memory-bound.
package struct ProfileTable {
  /// How many steps the depth is cut into.
  static let depthSteps = 9

  /// How many genes are measured.
  let geneCount: Int
  /// The row of the genes that activity adds, after the rows of the types.
  package let activityRow = CellKind.allCases.count * Self.depthSteps
  /// Expected transcripts of an ordinary cell, `[rows, genes]`.
  private let means: [Double]
  /// The sum of each row, `[rows]`.
  private let totals: [Double]
  private let draws: [AliasTable.Entry]

  /// - Parameter genes: the measured genes of the atlas, ascending.
  package init(_ atlas: ExpressionAtlas, genes: [Int], effects: SectionEffects) {
    var rows: [[Double]] = CellKind.allCases.flatMap { kind in
      (0..<Self.depthSteps).map { step in
        let depth = Double(step) / Double(Self.depthSteps - 1) - 0.5
        return genes.map { gene in
          atlas.levels[kind.rawValue][gene] * effects.geneFactors[gene]
            * PortableMath.exp(atlas.depthSlopes[kind.rawValue][gene] * depth)
        }
      }
    }
    rows.append(genes.map { atlas.activityLevels[$0] * effects.geneFactors[$0] })
    geneCount = genes.count
    means = rows.flatMap { $0 }
    totals = rows.map { $0.reduce(0, +) }
    // A panel without genes of activity has a row of zeros, from which nothing is ever drawn.
    draws = rows.flatMap { row in
      AliasTable(row.contains { $0 > 0 } ? row : row.map { _ in 1 }).entries
    }
  }

  /// The row of a type's profile at a depth of 0...1; which of the two nearest steps is drawn, so
  /// that the mean changes without steps.
  func row(
    of kind: CellKind, depth: Double, using generator: inout Xoshiro256
  ) -> Int {
    let step = Int(depth * Double(Self.depthSteps - 1) + generator.unitInterval())
    return kind.rawValue * Self.depthSteps + min(max(step, 0), Self.depthSteps - 1)
  }

  /// Expected transcripts of all genes together.
  func total(row: Int) -> Double { totals[row] }

  /// Expected transcripts of a gene.
  package func mean(row: Int, gene: Int) -> Double { means[row * geneCount + gene] }

  /// A gene with probability ∝ its expected transcripts.
  func drawGene(row: Int, using generator: inout Xoshiro256) -> Int {
    let range = row * geneCount..<(row + 1) * geneCount
    return AliasTable.draw(from: draws, in: range, using: &generator)
  }
}
