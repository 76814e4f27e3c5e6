import CellSections

/// Draws negative-binomial counts gene by gene without visiting the genes that stay at 0.
///
/// A negative binomial of mean μ and dispersion r is a Poisson number of bursts, mean
/// `h = r log(1 + μ/r)`, each of logarithmic size with odds `μ/r` (Quenouille 1949, "A relation
/// between the logarithmic, Poisson, and negative binomial series"). Bursts are drawn for all genes
/// at once at the larger rate μ, each given to a gene in proportion to μ, and kept with probability
/// `h/μ ≤ 1`: exact, at a cost that follows the transcripts and not the genes.
package struct CountSampler {
  private let table: ProfileTable
  private let dispersions: [Double]
  private let dropOuts: [Double]
  private var counts: [Int32]
  /// One bit for each gene with a count, so that a row comes out in gene order.
  private var isCounted: [UInt64]
  private var rowStarts = [0]
  private var columns: [Int32] = []
  private var values: [Int32] = []

  /// - Parameters:
  ///   - dispersions: `r`, `[measured genes]`.
  ///   - dropOuts: the probability that a gene is missed in a cell, `[measured genes]`.
  package init(_ table: ProfileTable, dispersions: [Double], dropOuts: [Double]) {
    self.table = table
    self.dispersions = dispersions
    self.dropOuts = dropOuts
    counts = [Int32](repeating: 0, count: dispersions.count)
    isCounted = [UInt64](repeating: 0, count: (dispersions.count + 63) / 64)
  }

  /// What a cell's transcripts come from.
  package struct Source {
    /// The row of the own profile in the table.
    var own: Int
    /// The row of the cell beside it, some of whose transcripts are taken for this cell's.
    var beside: Int
    /// The share taken from beside.
    var spill: Double
    /// How much of the full activity is added.
    var activity: Double
    /// How many transcripts are caught, relative to an ordinary cell.
    var size: Double

    package init(own: Int, beside: Int, spill: Double, activity: Double, size: Double) {
      self.own = own
      self.beside = beside
      self.spill = spill
      self.activity = activity
      self.size = size
    }
  }

  /// Draws the counts of the next cell.
  package mutating func append(_ source: Source, using generator: inout Xoshiro256) {
    let ownRate = source.size * (1 - source.spill)
    let besideRate = source.size * source.spill
    let activityRate = source.size * source.activity
    let ownTotal = ownRate * table.total(row: source.own)
    let besideTotal = besideRate * table.total(row: source.beside)
    let activityTotal = activityRate * table.total(row: table.activityRow)
    let total = ownTotal + besideTotal + activityTotal
    for _ in 0..<generator.nextPoisson(mean: total) {
      let pick = generator.unitInterval() * total
      let row =
        pick < ownTotal
        ? source.own : pick < ownTotal + besideTotal ? source.beside : table.activityRow
      let gene = table.drawGene(row: row, using: &generator)
      let mean =
        ownRate * table.mean(row: source.own, gene: gene)
        + besideRate * table.mean(row: source.beside, gene: gene)
        + activityRate * table.mean(row: table.activityRow, gene: gene)
      let odds = mean / dispersions[gene]
      let logOfOdds = PortableMath.log1p(odds)
      guard generator.unitInterval() * odds < logOfOdds else { continue }
      counts[gene] += Int32(generator.nextLogarithmic(odds: odds, logOfOdds: logOfOdds))
      isCounted[gene >> 6] |= 1 << UInt64(gene & 63)
    }
    finishRow(using: &generator)
  }

  /// Moves the counts of the cell into the matrix, leaving out genes that dropped out.
  private mutating func finishRow(using generator: inout Xoshiro256) {
    for word in isCounted.indices {
      while isCounted[word] != 0 {
        let gene = word << 6 + isCounted[word].trailingZeroBitCount
        isCounted[word] &= isCounted[word] - 1
        if generator.unitInterval() >= dropOuts[gene] {
          columns.append(Int32(gene))
          values.append(counts[gene])
        }
        counts[gene] = 0
      }
    }
    rowStarts.append(columns.count)
  }

  /// The counts of all cells so far, `[cells, measured genes]`.
  package func matrix() -> CountMatrix {
    CountMatrix(
      rowStarts: rowStarts, columns: columns, values: values, columnCount: dispersions.count)
  }
}
