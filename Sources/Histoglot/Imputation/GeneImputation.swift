import Autodiff
import CellSections
import SectionAnalysis

/// Expression of genes that a section did not measure, told from a reference that did.
///
/// Experts compare the section's cells with the reference's by the genes that both measured, standardised on each
/// side, and by the means of these over neighbours in space. Their mean is averaged over the cells of the section
/// that are most alike in all it measured. Which experts, and how far it is averaged, is chosen by hiding shared
/// genes in turn; no gene that was not measured has a part in it. Sources: Abdelaal et al. 2020 (SpaGE) for
/// principal vectors; Li et al. 2022 for how such methods are compared.
public struct GeneImputation: Sendable {
  /// A gene that was measured by both, left out, and imputed.
  public struct LeftOut: Sendable, Equatable {
    public var gene: String
    /// Of what came out with what was measured, over cells.
    public var correlation: Double
  }

  /// The genes imputed, in the order of the columns.
  public let genes: [Gene]
  /// `log1p` of counts at the reference's median library size, never below 0, `[cells, genes]`.
  public let expression: [Float]
  /// The correlation with the truth that is to be expected of each gene, from 0 to 1, `[genes]`.
  public let expectedCorrelations: [Double]
  /// How well shared genes tell each gene within the reference, `[genes]`.
  public let correlationsWithinReference: [Double]
  /// What was chosen.
  public let choice: ImputationChoice
  /// Each candidate with its mean correlation over genes left out, the best first.
  public let candidates: [(choice: ImputationChoice, correlation: Double)]
  /// The shared genes, in the order of the section.
  public let leftOut: [LeftOut]

  /// The mean correlation over genes left out.
  public var correlation: Double {
    leftOut.reduce(0) { $0 + $1.correlation } / Double(max(leftOut.count, 1))
  }

  /// - Parameters:
  ///   - section: what is imputed into.
  ///   - reference: sections, or dissociated cells, of one panel.
  ///   - genes: names of genes of the reference; nil for all that the section did not measure.
  ///   - table: other ids and orthologues, from the section's genes to the reference's.
  ///   - progress: is told of each fold and block of genes, done and in all.
  /// - Throws: `ImputationError`; `SectionError` where the species differ.
  /// - Complexity: O(folds · cells · reference cells · shared genes).
  public init(
    _ section: CellSection, reference: [CellSection], genes wanted: [String]? = nil,
    table: GeneTable? = nil, options: ImputationOptions = ImputationOptions(),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    // Linear algebra is then left to one thread, and the result to none.
    _ = Workspace<Double>(threads: 1)
    let shared = try SharedGenes(
      section: section, reference: reference, table: table, options: options)
    let columns = try Self.columns(wanted, shared)
    let trial = try ImputationTrial(shared, options: options) { progress($0, $1 + 1) }
    let best = trial.best
    choice = trial.candidates[best]
    candidates = zip(trial.candidates, trial.scores).map { (choice: $0, correlation: $1) }
      .sorted { $0.correlation > $1.correlation }
    leftOut = zip(trial.pairs, trial.correlations).sorted { $0.0 < $1.0 }.map { pair, scores in
      LeftOut(
        gene: section.genes[shared.pairs[pair].own].name, correlation: scores[best])
    }
    let scale = ConfidenceScale(trial.signs, correlations: trial.correlations.map { $0[best] })

    let sides = try shared.sides(options: options)
    let fitted = try FittedExperts(
      section: sides.section, reference: sides.reference, options: options)
    let alike =
      choice.smoothingCells == 0
      ? nil
      : try ExpressionNeighbours(
        section, columns: shared.sectionGenes(most: options.mostGenes), near: shared.near,
        count: choice.smoothingCells, threads: options.threads)
    var expression = [Float](repeating: 0, count: section.cellCount * columns.count)
    var signs: [ConfidenceSigns] = []
    for block in Self.blocks(columns.count, rows: shared.referenceCellCount) {
      let targets = shared.targets(Array(columns[block]))
      let said = zip(fitted.experts, fitted.expression(of: targets)).map { ($0, $1) }
      signs += ConfidenceSigns.all(
        said: said, reference: sides.reference, targets: targets, penalty: options.penalty)
      let chosen = choice.experts
      let mean = FeatureMatrix.mean(of: said.filter { chosen.contains($0.0) }.map(\.1))
      let final = alike?.smoothed(mean, count: choice.smoothingCells) ?? mean
      for cell in 0..<section.cellCount {
        for (place, column) in block.enumerated() {
          expression[cell * columns.count + column] = Float(max(final[cell, place], 0))
        }
      }
    }
    self.expression = expression
    genes = columns.map { shared.reference[0].genes[$0] }
    expectedCorrelations = scale.expected(signs)
    correlationsWithinReference = signs.map(\.withinReference)
    progress(options.folds + 1, options.folds + 1)
  }

  /// The columns of the reference that are imputed.
  private static func columns(_ wanted: [String]?, _ shared: SharedGenes) throws -> [Int] {
    let genes = shared.reference[0].genes
    let place = "section \(shared.section.name)"
    guard let wanted else {
      let columns = genes.indices.filter { !shared.measured.contains($0) }
      if columns.isEmpty { throw ImputationError(place: place, reason: .nothingToImpute) }
      return columns
    }
    var places: [String: Int] = [:]
    for (column, gene) in genes.enumerated() {
      places[gene.name] = column
      if let id = gene.ensemblID, places[id] == nil { places[id] = column }
    }
    if wanted.isEmpty { throw ImputationError(place: "--genes", reason: .noGenesNamed) }
    let unknown = wanted.filter { places[$0] == nil }
    if !unknown.isEmpty {
      throw ImputationError(place: "--genes", reason: .notInReference(unknown))
    }
    let columns = wanted.compactMap { places[$0] }
    let measured = columns.filter { shared.measured.contains($0) }
    if !measured.isEmpty {
      throw ImputationError(
        place: "--genes", reason: .measured(measured.map { genes[$0].name }))
    }
    return Array(Set(columns)).sorted()
  }

  /// Runs of columns, so that no more than some 32 million values of the reference are dense at once.
  private static func blocks(_ columns: Int, rows: Int) -> [Range<Int>] {
    let length = max(1, 32_000_000 / max(rows, 1))
    return stride(from: 0, to: columns, by: length).map { $0..<min($0 + length, columns) }
  }
}
