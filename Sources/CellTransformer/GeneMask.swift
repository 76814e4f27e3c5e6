import CellSections

/// Which measured genes of which cells are hidden from the encoder in a training step.
public struct GeneMask: Sendable, Equatable {
  /// Where each cell's list begins, `[cells + 1]`.
  public let starts: [Int]
  /// The hidden genes, as columns of the section's measured genes, ascending for each cell.
  public let columns: [Int32]

  public init(starts: [Int], columns: [Int32]) {
    self.starts = starts
    self.columns = columns
  }

  /// The hidden genes of a cell.
  public func hidden(in cell: Int) -> ArraySlice<Int32> { columns[starts[cell]..<starts[cell + 1]] }

  /// Draws a mask: each cell is masked with probability `cellShare`, and in a masked cell a share of the
  /// `genes`, drawn from Beta(5, 13) and at most 0.9 (CellPLM, Wen et al. 2024), is hidden; at least one.
  public static func draw(
    cells: Int, genes: Int, cellShare: Double, using generator: inout some RandomNumberGenerator
  ) -> GeneMask {
    var starts = [0]
    var columns: [Int32] = []
    var order = (0..<Int32(genes)).map { $0 }
    var isHidden = [Bool](repeating: false, count: genes)
    for _ in 0..<cells {
      if genes > 1, generator.unitInterval() < cellShare {
        let share = min(0.9, beta5and13(using: &generator))
        let count = max(1, min(genes - 1, Int((share * Double(genes)).rounded())))
        // The first `count` of a Fisher–Yates shuffle.
        for place in 0..<count {
          order.swapAt(place, place + generator.below(genes - place))
        }
        for gene in order[..<count] { isHidden[Int(gene)] = true }
        for gene in 0..<genes where isHidden[gene] {
          columns.append(Int32(gene))
          isHidden[gene] = false
        }
      }
      starts.append(columns.count)
    }
    return GeneMask(starts: starts, columns: columns)
  }

  /// Hides each gene of each cell with probability `share`, but never all: light dropout of the input.
  ///
  /// Inlinable, since a number is drawn for every cell and gene, which through a generator of unknown type takes four times as
  /// long.
  @inlinable
  public static func dropping(
    cells: Int, genes: Int, share: Double, using generator: inout some RandomNumberGenerator
  ) -> GeneMask {
    var starts = [0]
    var columns: [Int32] = []
    // Written always, kept where it is hidden: a branch on chance is foretold wrongly.
    var drawn = [Int32](repeating: 0, count: genes)
    for _ in 0..<cells {
      var count = 0
      for gene in 0..<genes {
        drawn[count] = Int32(truncatingIfNeeded: gene)
        count &+= generator.unitInterval() < share ? 1 : 0
      }
      columns += drawn[..<count]
      if genes > 0, columns.count - starts[starts.count - 1] == genes { columns.removeLast() }
      starts.append(columns.count)
    }
    return GeneMask(starts: starts, columns: columns)
  }

  /// Beta(5, 13) as the fifth smallest of 17 uniform numbers.
  private static func beta5and13(using generator: inout some RandomNumberGenerator) -> Double {
    var draws: [Double] = []
    for _ in 0..<17 { draws.append(generator.unitInterval()) }
    draws.sort()
    return draws[4]
  }
}
