import Foundation

/// How far two groupings of the same cells agree, whatever the groups are called.
///
/// Cells missing (-1) in either grouping are left out.
public struct ClusterAgreement: Sendable, Equatable {
  /// The adjusted Rand index: 1 for equal groupings, about 0 for chance.
  ///
  /// `(Σ C(n_ij,2) − E) / (½(Σ C(a_i,2) + Σ C(b_j,2)) − E)`, `E = Σ C(a_i,2) Σ C(b_j,2) / C(n,2)`.
  /// Source: Hubert & Arabie 1985, "Comparing partitions".
  public var adjustedRand: Double
  /// Normalised mutual information, `I(A;B) / ½(H(A) + H(B))`: 1 for equal groupings, 0 for
  /// independent ones.
  public var normalizedMutualInformation: Double

  /// Compares two groupings.
  /// - Parameters:
  ///   - first: `[cells]`, any codes ≥ 0; -1 is missing.
  ///   - second: `[cells]`, likewise.
  /// - Throws: `AnalysisError` when no cell is grouped in both.
  public init(_ first: [Int32], _ second: [Int32]) throws {
    precondition(
      first.count == second.count,
      "ClusterAgreement: \(first.count) cells beside \(second.count)")
    let pairs = zip(first, second).filter { $0 >= 0 && $1 >= 0 }
    guard !pairs.isEmpty else { throw AnalysisError("agreement of clusters", .noLabelledCells) }
    let rows = Int(pairs.map(\.0).max() ?? 0) + 1
    let columns = Int(pairs.map(\.1).max() ?? 0) + 1
    // Cells of one pair of groups lie together after sorting; a full table could be too large.
    var joint: [JointGroup] = []
    for pair in pairs.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      if let last = joint.last, (Int32(last.row), Int32(last.column)) == pair {
        joint[joint.count - 1].count += 1
      } else {
        joint.append(JointGroup(row: Int(pair.0), column: Int(pair.1), count: 1))
      }
    }
    var rowSums = [Int](repeating: 0, count: rows)
    var columnSums = [Int](repeating: 0, count: columns)
    for (row, column) in pairs {
      rowSums[Int(row)] += 1
      columnSums[Int(column)] += 1
    }
    adjustedRand = Self.adjustedRand(joint, rowSums, columnSums, cells: pairs.count)
    normalizedMutualInformation = Self.mutualInformation(
      joint, rowSums, columnSums, cells: pairs.count)
  }

  private static func adjustedRand(
    _ joint: [JointGroup], _ rowSums: [Int], _ columnSums: [Int], cells: Int
  ) -> Double {
    func pairCount(_ counts: [Int]) -> Double {
      counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 }
    }
    let together = pairCount(joint.map(\.count))
    let inRows = pairCount(rowSums)
    let inColumns = pairCount(columnSums)
    let all = Double(cells) * Double(cells - 1) / 2
    let expected = all > 0 ? inRows * inColumns / all : 0
    let most = (inRows + inColumns) / 2
    // Both groupings are one group, or both are singletons: they are equal.
    return most == expected ? 1 : (together - expected) / (most - expected)
  }

  private static func mutualInformation(
    _ joint: [JointGroup], _ rowSums: [Int], _ columnSums: [Int], cells: Int
  ) -> Double {
    let total = Double(cells)
    func entropy(_ counts: [Int]) -> Double {
      counts.reduce(0) { $1 > 0 ? $0 - Double($1) / total * log(Double($1) / total) : $0 }
    }
    let rowEntropy = entropy(rowSums)
    let columnEntropy = entropy(columnSums)
    guard rowEntropy > 0 || columnEntropy > 0 else { return 1 }
    var information = 0.0
    for group in joint {
      let count = Double(group.count)
      let expected = Double(rowSums[group.row]) * Double(columnSums[group.column]) / total
      information += count / total * log(count / expected)
    }
    return min(max(information / ((rowEntropy + columnEntropy) / 2), 0), 1)
  }
}

/// The cells that one group of the first and one of the second grouping share.
private struct JointGroup {
  var row: Int
  var column: Int
  var count: Int
}
