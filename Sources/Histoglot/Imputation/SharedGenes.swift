import CellSections
import SectionAnalysis

/// A section and a reference with the genes that both measured.
struct SharedGenes: Sendable {
  let section: CellSection
  let reference: [CellSection]
  /// The shared genes that cells are compared by: their column in the section, and in the reference.
  let pairs: [(own: Int, reference: Int)]
  /// All genes of the reference that the section measured too.
  let measured: Set<Int>
  let near: NeighbourLists?
  let referenceNear: [NeighbourLists?]
  /// Of all genes the reference measured.
  let referenceStatistics: [SectionStatistics]

  static let fewestGenes = 10
  static let fewestCells = 50
  /// Cells of the reference with fewer counts say too little.
  static let fewestCounts = 10

  init(
    section: CellSection, reference: [CellSection], table: GeneTable?, options: ImputationOptions
  ) throws {
    guard let first = reference.first else {
      preconditionFailure("SharedGenes: no section of reference")
    }
    let vocabulary = GeneVocabulary(genes: first.genes, species: first.knownSpecies)
    let match = try vocabulary.match(section, table: table)
    let columns = match.matchedColumns
    measured = Set(columns.map { Int(match.rows[$0]) })
    let kept = reference.map { part in
      let totals = part.counts.rowTotals()
      return part.selectingCells(totals.indices.filter { totals[$0] >= Self.fewestCounts })
    }
    let cells = kept.reduce(0) { $0 + $1.cellCount }
    guard cells >= Self.fewestCells else {
      throw ImputationError(
        place: "reference \(first.name)",
        reason: .tooFewCells(cells, needed: Self.fewestCells))
    }
    let filled = section.counts.rowTotals().count { $0 > 0 }
    guard filled >= Self.fewestCells else {
      throw ImputationError(
        place: "section \(section.name)",
        reason: .tooFewCells(filled, needed: Self.fewestCells))
    }
    // A gene that is found on one side only says nothing of how cells of both compare.
    let own = section.counts.columnTotals()
    let others = kept.reduce(into: [Int](repeating: 0, count: first.geneCount)) { sums, part in
      for (gene, total) in part.counts.columnTotals().enumerated() { sums[gene] += total }
    }
    let usable = columns.filter { own[$0] > 0 && others[Int(match.rows[$0])] > 0 }
    guard usable.count >= Self.fewestGenes else {
      throw ImputationError(
        place: "section \(section.name)",
        reason: .tooFewSharedGenes(
          usable.count, needed: Self.fewestGenes, examples: section.genes.map(\.name),
          referenceExamples: first.genes.map(\.name)))
    }
    let chosen = section.mostVariableGenes(options.mostGenes, among: usable)
    pairs = chosen.map { (own: $0, reference: Int(match.rows[$0])) }
    self.section = section
    self.reference = kept.filter { $0.cellCount > 0 }
    near = section.nearCells(options.ringCells, threads: options.threads)
    referenceNear = self.reference.map {
      $0.nearCells(options.ringCells, threads: options.threads)
    }
    referenceStatistics = self.reference.map { SectionStatistics($0.counts) }
  }

  var referenceCellCount: Int { reference.reduce(0) { $0 + $1.cellCount } }

  /// What both sides are compared by while some of the pairs are hidden.
  ///
  /// The section's cells are alike by all it measured but those; the reference's by what both measured.
  func sides(
    hiding hidden: Set<Int> = [], options: ImputationOptions
  ) throws -> (section: SideFeatures, reference: SideFeatures) {
    let visible = pairs.indices.filter { !hidden.contains($0) }.map { pairs[$0] }
    let others = try zip(reference, referenceNear).map { part, near in
      try SideFeatures(
        part, columns: visible.map(\.reference), near: near, threads: options.threads)
    }
    let alike = try ExpressionNeighbours(
      section, columns: sectionGenes(hiding: hidden, most: options.mostGenes), near: near,
      count: SideFeatures.smoothingCells, threads: options.threads)
    return (
      try SideFeatures(
        section, columns: visible.map(\.own), near: near, alike: alike,
        threads: options.threads),
      SideFeatures(joining: others)
    )
  }

  /// Log expression of genes in the reference, by its whole library, `[reference cells, genes]`.
  func targets(_ genes: [Int]) -> FeatureMatrix {
    let parts = zip(reference, referenceStatistics).map { part, statistics in
      part.counts.logExpression(of: genes, statistics)
    }
    return parts.dropFirst().reduce(parts[0]) { $0.stacked(on: $1) }
  }

  /// The genes by which cells of the section are alike, while some pairs are hidden.
  func sectionGenes(hiding hidden: Set<Int> = [], most: Int) -> [Int] {
    let columns = Set(hidden.map { pairs[$0].own })
    let totals = section.counts.columnTotals()
    return section.mostVariableGenes(
      most, among: section.genes.indices.filter { !columns.contains($0) && totals[$0] > 0 })
  }
}

extension CellSection {
  /// Those of some genes whose log expression varies most, ascending.
  func mostVariableGenes(_ most: Int, among columns: [Int]) -> [Int] {
    guard columns.count > most else { return columns }
    let statistics = SectionStatistics(counts)
    let count = Double(max(cellCount, 1))
    var sums = [Double](repeating: 0, count: geneCount)
    var squares = sums
    for cell in 0..<cellCount {
      for entry in counts.entries(of: cell) {
        let value = statistics.expression(
          count: counts.values[entry], librarySize: Double(statistics.librarySizes[cell]))
        sums[Int(counts.columns[entry])] += value
        squares[Int(counts.columns[entry])] += value * value
      }
    }
    let variances = zip(sums, squares).map { $1 / count - $0 / count * ($0 / count) }
    return columns.sorted { (variances[$1], $0) < (variances[$0], $1) }.prefix(most).sorted()
  }
}
