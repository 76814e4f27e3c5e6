import Autodiff
import CellSections
import SectionAnalysis

/// How well genes come out that both sides measured and that were hidden from the comparison: what experts and
/// smoothing are chosen by, and what confidence rests on.
struct ImputationTrial: Sendable {
  let candidates: [ImputationChoice]
  /// Of each gene left out, by candidate: the correlation of what came out with what was measured,
  /// `[genes, candidates]`.
  private(set) var correlations: [[Double]] = []
  /// Which pair each row of `correlations` is, and what could be known of it without measuring it.
  private(set) var pairs: [Int] = []
  private(set) var signs: [ConfidenceSigns] = []

  init(
    _ shared: SharedGenes, options: ImputationOptions, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    var order = Array(shared.pairs.indices)
    var generator = SeededGenerator(seed: options.seed)
    generator.shuffle(&order)
    let folds = min(options.folds, order.count)
    let limit = options.cellsToChooseOn
    let count = shared.section.cellCount
    let cells = count > limit ? (0..<limit).map { $0 * count / limit } : Array(0..<count)
    let hasRings = shared.near != nil && shared.referenceNear.allSatisfy { $0 != nil }
    let experts = ImputationExpert.allCases.filter { hasRings || $0 != .linearRings }
    candidates = ImputationChoice.candidates(of: experts)
    let statistics = SectionStatistics(shared.section.counts)
    for fold in 0..<folds {
      let hidden = order.indices.filter { $0 % folds == fold }.map { order[$0] }
      try leaveOut(
        hidden, of: shared, experts: experts, cells: cells, statistics: statistics, options)
      progress(fold + 1, folds)
    }
  }

  private mutating func leaveOut(
    _ hidden: [Int], of shared: SharedGenes, experts: [ImputationExpert], cells: [Int],
    statistics: SectionStatistics, _ options: ImputationOptions
  ) throws {
    let sides = try shared.sides(hiding: Set(hidden), options: options)
    let section = sides.section.selectingCells(cells)
    let truth = shared.section.counts.logExpression(
      of: hidden.map { shared.pairs[$0].own }, statistics
    ).selectingRows(cells)
    let targets = shared.targets(hidden.map { shared.pairs[$0].reference })
    let alike = try ExpressionNeighbours(
      shared.section,
      columns: shared.sectionGenes(hiding: Set(hidden), most: options.mostGenes),
      near: shared.near, count: ImputationChoice.smoothings.max() ?? 0, cells: cells,
      threads: options.threads)
    let said = try FittedExperts(section: section, reference: sides.reference, options: options)
      .expression(of: targets)
    let smoothed = ImputationChoice.smoothings.map { count in
      said.map { count > 0 ? alike.smoothed($0, count: count) : $0 }
    }
    let scores = candidates.map { candidate in
      let place = ImputationChoice.smoothings.firstIndex(of: candidate.smoothingCells) ?? 0
      let parts = zip(experts, smoothed[place]).filter { candidate.experts.contains($0.0) }
        .map(\.1)
      return FeatureMatrix.mean(of: parts).columnCorrelations(with: truth)
    }
    for gene in hidden.indices { correlations.append(scores.map { $0[gene] }) }
    pairs += hidden
    signs += ConfidenceSigns.all(
      said: zip(experts, said).map { ($0, $1) },
      reference: sides.reference, targets: targets, penalty: options.penalty)
  }

  /// The mean correlation of each candidate over all genes left out.
  var scores: [Double] {
    candidates.indices.map { candidate in
      correlations.reduce(0) { $0 + $1[candidate] } / Double(max(correlations.count, 1))
    }
  }

  /// The candidate of the best mean correlation, the first of equals.
  var best: Int { scores.indices.max { scores[$0] < scores[$1] } ?? 0 }
}

extension FeatureMatrix {
  /// The mean of matrices of one shape.
  static func mean(of parts: [FeatureMatrix]) -> FeatureMatrix {
    var sum = parts[0]
    for part in parts.dropFirst() {
      for place in sum.values.indices { sum.values[place] += part.values[place] }
    }
    return sum.scaled(by: 1 / Double(parts.count))
  }

  /// Pearson's correlation of each column with the same column of another matrix, 0 where one is constant,
  /// `[columns]`.
  func columnCorrelations(with other: FeatureMatrix) -> [Double] {
    precondition(
      rowCount == other.rowCount && columnCount == other.columnCount,
      "columnCorrelations: \(rowCount) × \(columnCount) with \(other.rowCount) × \(other.columnCount)"
    )
    let (first, second) = (Standardizer(self), Standardizer(other))
    return (0..<columnCount).map { column in
      var sums = (0.0, 0.0, 0.0)
      for row in 0..<rowCount {
        let x = self[row, column] - first.means[column]
        let y = other[row, column] - second.means[column]
        sums = (sums.0 + x * x, sums.1 + y * y, sums.2 + x * y)
      }
      let scale = (sums.0 * sums.1).squareRoot()
      return scale > 1e-12 ? sums.2 / scale : 0
    }
  }
}
