import CellSections
import Foundation
import SectionAnalysis

/// Whether a section holds cells that a type's markers stand for, before any cell is called by its name.
///
/// A type that is there has cells that hold its markers together; one that is not has markers that go their own ways,
/// whatever cells hold each of them most. Asked are the pairs of its markers that no other type explains, which is those
/// that no other type has both of, and of markers that are its own alone where it has two: `r` of their z-scores within
/// cells of about the same counts, `z = mean(r) √(cells · pairs)`, one-sided, Benjamini–Hochberg over types. Besides, more
/// than half of the pairs must go together. A kind of a type does not explain it away: where it is, the type is.
public struct TypePresence: Sendable {
  public enum Finding: Sendable, Equatable {
    /// Its markers go together, to this false discovery rate.
    case seen(Double)
    /// They do no more than chance lets them.
    case notSeen(Double)
    /// All of its markers are those of another type too, so that it cannot be told from that.
    case nothingOfItsOwn
    /// One marker is no company; and whether no other type has it.
    case oneMarker(String, isItsOwn: Bool)
    case noMarker
  }

  /// What was found of each type, in their order.
  public let findings: [Finding]

  /// The false discovery rate below which a type is seen.
  public static let significance = 0.05
  /// Cells of about the same counts are compared, so many groups of them at most.
  static let strata = 20
  /// A group has so many cells at least.
  static let fewestInStratum = 50

  /// - Parameter table: other names of the sections' genes.
  /// - Throws: `ZeroShotError` where sections cannot be pooled.
  /// - Complexity: O(cells · pairs of markers).
  public init(
    of candidates: [TypeCandidate], in sections: [CellSection], table: GeneTable? = nil
  ) throws {
    let cells = try PooledCells(sections)
    let panel = MarkerPanel(candidates, genes: cells.genes, table: table)
    let questions = candidates.indices.map { MarkerPairs(of: $0, panel) }
    let columns = Set(questions.flatMap(\.genes)).sorted()
    let scores = Self.scores(cells, columns: columns)
    var place: [Int: Int] = [:]
    for (index, column) in columns.enumerated() { place[column] = index }
    let correlations = questions.map { question in
      question.pairs.compactMap { pair -> Double? in
        guard let first = place[pair.0], let second = place[pair.1] else { return nil }
        return zip(scores[first], scores[second]).reduce(0) { $0 + $1.0 * $1.1 }
          / Double(cells.cellCount)
      }
    }
    let tested = correlations.indices.filter { !correlations[$0].isEmpty }
    let rates = falseDiscoveryRates(
      tested.map { type in
        let own = correlations[type]
        let z = own.reduce(0, +) * (Double(cells.cellCount) / Double(own.count)).squareRoot()
        return min(1, erfc(z / 2.0.squareRoot()) / 2)
      })
    var findings = candidates.indices.map { type -> Finding in
      switch panel.markers[type].count {
      case 0: .noMarker
      case 1:
        .oneMarker(
          cells.genes[panel.markers[type][0]].name, isItsOwn: questions[type].hasItsOwn)
      default: .nothingOfItsOwn
      }
    }
    for (type, rate) in zip(tested, rates) {
      let together = correlations[type].count { $0 > 0 } * 2 > correlations[type].count
      findings[type] = together && rate <= Self.significance ? .seen(rate) : .notSeen(rate)
    }
    self.findings = findings
  }

  /// z-scores of each gene over its section less what cells of as many counts have, of unit deviation, `[columns][cells]`.
  private static func scores(_ cells: PooledCells, columns: [Int]) -> [[Double]] {
    let z = cells.zScores(columns: columns)
    let sizes = cells.sections.map { SectionStatistics($0.counts).librarySizes }
    var strata: [[Int]] = []
    for (range, own) in zip(cells.ranges, sizes) {
      let order = own.indices.sorted { (own[$0], $0) < (own[$1], $1) }
      let count = max(1, min(Self.strata, order.count / fewestInStratum))
      for stratum in 0..<count {
        let places = order.count * stratum / count..<order.count * (stratum + 1) / count
        strata.append(order[places].map { $0 + range.lowerBound })
      }
    }
    return columns.indices.map { column in
      var values = (0..<z.rowCount).map { z[$0, column] }
      for stratum in strata where !stratum.isEmpty {
        let mean = stratum.reduce(0) { $0 + values[$1] } / Double(stratum.count)
        for cell in stratum { values[cell] -= mean }
      }
      let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      guard square > 0 else { return values }
      return values.map { $0 / square.squareRoot() }
    }
  }
}

/// The pairs of a type's markers that speak for it and for no other type.
private struct MarkerPairs {
  let genes: [Int]
  let pairs: [(Int, Int)]
  /// Whether it has a marker that no other type has.
  let hasItsOwn: Bool

  init(of type: Int, _ panel: MarkerPanel) {
    let candidate = panel.candidates[type]
    let others = panel.marked.filter { other in
      other != type && !panel.candidates[other].isKind(of: candidate)
    }.map { Set(panel.markers[$0]) }
    let all = panel.markers[type]
    let own = all.filter { gene in !others.contains { $0.contains(gene) } }
    let asked = own.count > 1 ? own : all
    var pairs: [(Int, Int)] = []
    for (place, first) in asked.enumerated() {
      for second in asked[(place + 1)...]
      where !others.contains(where: { $0.contains(first) && $0.contains(second) }) {
        pairs.append((first, second))
      }
    }
    genes = asked
    hasItsOwn = !own.isEmpty
    self.pairs = pairs
  }
}
