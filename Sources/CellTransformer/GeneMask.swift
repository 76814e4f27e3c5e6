import Autodiff
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
    cells: Int, genes: Int, cellShare: Double, using generator: inout SeededGenerator
  ) -> GeneMask {
    var starts = [0]
    var columns: [Int32] = []
    starts.reserveCapacity(cells + 1)
    var order = (0..<Int32(genes)).map { $0 }
    // A bit for each gene that is hidden, which brings them into order.
    var marks = [UInt64](repeating: 0, count: (genes + 63) / 64)
    for _ in 0..<cells {
      if genes > 1, generator.uniform() < cellShare {
        let share = min(0.9, beta5and13(using: &generator))
        let count = max(1, min(genes - 1, Int((share * Double(genes)).rounded())))
        order.withUnsafeMutableBufferPointer { order in
          marks.withUnsafeMutableBufferPointer { marks in
            // The first `count` of a Fisher–Yates shuffle.
            for place in 0..<count {
              order.swapAt(place, place + generator.below(genes - place))
              let gene = Int(order[place])
              marks[gene / 64] |= 1 << UInt64(gene % 64)
            }
            for word in marks.indices {
              while marks[word] != 0 {
                columns.append(Int32(word * 64 + marks[word].trailingZeroBitCount))
                marks[word] &= marks[word] - 1
              }
            }
          }
        }
      }
      starts.append(columns.count)
    }
    return GeneMask(starts: starts, columns: columns)
  }

  /// Hides each gene of each cell with probability `share`, but never all: light dropout of the input.
  public static func dropping(
    cells: Int, genes: Int, share: Double, using generator: inout SeededGenerator
  ) -> GeneMask {
    var starts = [0]
    var columns: [Int32] = []
    // Written always, kept where it is hidden: a branch on chance is foretold wrongly.
    var drawn = [Int32](repeating: 0, count: genes)
    for _ in 0..<cells {
      var count = 0
      for gene in 0..<genes {
        drawn[count] = Int32(truncatingIfNeeded: gene)
        count &+= generator.uniform() < share ? 1 : 0
      }
      columns += drawn[..<count]
      if genes > 0, columns.count - starts[starts.count - 1] == genes { columns.removeLast() }
      starts.append(columns.count)
    }
    return GeneMask(starts: starts, columns: columns)
  }

  /// Beta(5, 13) as the fifth smallest of 17 uniform numbers.
  private static func beta5and13(using generator: inout SeededGenerator) -> Double {
    var draws: [Double] = []
    for _ in 0..<17 { draws.append(generator.uniform()) }
    draws.sort()
    return draws[4]
  }
}
