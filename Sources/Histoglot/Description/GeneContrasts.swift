import CellSections
import Foundation
import SectionAnalysis

/// Compares genes in a region and in the rest of its section.
struct GeneContrasts {
  /// In its field's order.
  let section: CellSection
  let expression: LogExpression

  /// A gene that is found in fewer cells of the section is not tested.
  static let fewestCells = 10
  /// Counts that are added to both means, so that what is hardly there has no fold.
  static let added = 0.01

  /// Values of a gene, in cells where it was found.
  private struct Findings {
    var values: [Double] = []
    var isOwn: [Bool] = []
    /// Sums of library-normalised counts.
    var sum = 0.0
    var sumOfOwn = 0.0
  }

  /// - Parameters:
  ///   - isOwn: whether a cell is of the region.
  ///   - chance: nil where there is no rest.
  /// - Returns: those tested, and how many were not.
  func callAsFunction(
    isOwn: [Bool], chance: RegionTally.Exceedance?, permutations: Int
  ) -> (tested: [RegionDescription.GeneContrast], notTested: Int) {
    let findings = findings(isOwn)
    let tested = findings.indices.filter { findings[$0].values.count >= Self.fewestCells }
    let own = isOwn.count { $0 }
    let p = chance.map { chance in
      tested.map { Double(1 + chance.genesAtLeast[$0]) / Double(1 + permutations) }
    }
    let rates = p.map(falseDiscoveryRates)
    let contrasts = tested.enumerated().map { place, gene in
      contrast(
        findings[gene], name: section.genes[gene].name, own: own, rest: isOwn.count - own,
        p: p?[place], rate: rates?[place])
    }
    return (contrasts.sorted(by: Self.precedes), section.geneCount - tested.count)
  }

  private func contrast(
    _ findings: Findings, name: String, own: Int, rest: Int, p: Double?, rate: Double?
  ) -> RegionDescription.GeneContrast {
    let found = findings.isOwn.count { $0 }
    let mean = findings.sumOfOwn / Double(own)
    guard rest > 0 else {
      return RegionDescription.GeneContrast(
        name: name, mean: mean, found: Double(found) / Double(own))
    }
    let elsewhere = max(0, findings.sum - findings.sumOfOwn) / Double(rest)
    return RegionDescription.GeneContrast(
      name: name, mean: mean, meanElsewhere: elsewhere,
      log2FoldChange: log2((mean + Self.added) / (elsewhere + Self.added)),
      areaUnderROC: areaUnderROC(
        scoresAboveZero: findings.values, isPositive: findings.isOwn, positives: own,
        negatives: rest),
      found: Double(found) / Double(own),
      foundElsewhere: Double(findings.values.count - found) / Double(rest), pValue: p,
      falseDiscoveryRate: rate)
  }

  private static func precedes(
    _ a: RegionDescription.GeneContrast, _ b: RegionDescription.GeneContrast
  ) -> Bool {
    guard let first = a.falseDiscoveryRate, let second = b.falseDiscoveryRate else {
      return (b.found, a.name) < (a.found, b.name)
    }
    return (first, b.areaUnderROC ?? 0, a.name) < (second, a.areaUnderROC ?? 0, b.name)
  }

  private func findings(_ isOwn: [Bool]) -> [Findings] {
    var findings = [Findings](repeating: Findings(), count: section.geneCount)
    for cell in 0..<section.cellCount {
      for entry in expression.starts[cell]..<expression.starts[cell + 1] {
        let gene = Int(expression.genes[entry])
        let value = expression.values[entry]
        findings[gene].values.append(value)
        findings[gene].isOwn.append(isOwn[cell])
        let scaled = expm1(value)
        findings[gene].sum += scaled
        if isOwn[cell] { findings[gene].sumOfOwn += scaled }
      }
    }
    return findings
  }
}
