import CellSections

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What brings counts of any section to one scale: a depth, and for z-scores what each gene of the
/// vocabulary looked like in training.
///
/// `x_ig = log1p(y_ig · M / L_i)` with `M = depth · P`: a constant of the model, not of the section, since a
/// section's own median would bend the curve of `log1p` differently in each section.
///
/// The scale folds into the sparse product: `Σ_g (x_g − m_g)/s_g · E_g = Σ_{x_g ≠ 0} x_g/s_g · E_g − const`.
public struct GeneScale: Codable, Sendable, Equatable {
  /// Counts a gene that a typical cell of the training sections has.
  public var depth: Double
  /// `[genes]`
  public var mean: [Float]
  /// `[genes]`, never below `smallestDeviation`.
  public var deviation: [Float]

  /// A gene seen in hardly any cell would else shout whenever it is.
  static let smallestDeviation: Float = 0.1

  public init(depth: Double, mean: [Float], deviation: [Float]) {
    precondition(
      mean.count == deviation.count, "GeneScale: \(mean.count) means, \(deviation.count) deviations"
    )
    self.depth = depth
    self.mean = mean
    self.deviation = deviation
  }

  /// `x = log1p(y · depth · P / L)`; 0 for an empty cell.
  func expression(count: Int32, library: Double, measured: Int) -> Double {
    library > 0 ? log1p(Double(count) * depth * Double(measured) / library) : 0
  }

  /// The scale of genes over all cells of all sections that measured them; a gene nobody measured gets
  /// mean 0 and deviation 1. Complexity: O(counts).
  public init(of sections: [SectionCounts], genes: Int) {
    self.init(depth: Self.depth(of: sections), of: sections, genes: genes)
  }

  /// The same at a given depth.
  package init(depth: Double, of sections: [SectionCounts], genes: Int) {
    self.init(depth: depth, mean: [], deviation: [])
    for gene in moments(of: sections, genes: genes) {
      mean.append(Float(gene.mean))
      deviation.append(max(Self.smallestDeviation, Float(gene.variance.squareRoot())))
    }
  }

  /// The scale of one section's own genes, at this scale's depth.
  ///
  /// Of few cells little can be told: `m = (n m_own + κ m) / (n + κ)`, the variance likewise, κ = 20 cells.
  /// Complexity: O(counts).
  public func adapted(to section: SectionCounts) -> GeneScale {
    let own = moments(of: [section], genes: mean.count)
    var adapted = self
    for gene in section.genes.map(Int.init) where own[gene].cells > 0 {
      let share = own[gene].cells / (own[gene].cells + Self.priorCells)
      let common = Double(deviation[gene]) * Double(deviation[gene])
      let variance = share * own[gene].variance + (1 - share) * common
      adapted.mean[gene] = Float(share * own[gene].mean + (1 - share) * Double(mean[gene]))
      adapted.deviation[gene] = max(Self.smallestDeviation, Float(variance.squareRoot()))
    }
    return adapted
  }

  /// What a gene looks like in the cells of sections that measured it: mean 0 and variance 1 where none did.
  private struct Moments {
    var cells = 0.0
    var mean = 0.0
    var variance = 1.0
  }

  /// `[genes]`, at this scale's depth.
  private func moments(of sections: [SectionCounts], genes: Int) -> [Moments] {
    var sum = [Double](repeating: 0, count: genes)
    var squares = [Double](repeating: 0, count: genes)
    var cells = [Double](repeating: 0, count: genes)
    for section in sections {
      for gene in section.genes { cells[Int(gene)] += Double(section.cellCount) }
      var expression = CellExpression(self, measured: section.genes.count)
      section.counts.columns.withUnsafeBufferPointer { columns in
        section.counts.values.withUnsafeBufferPointer { counts in
          for cell in 0..<section.cellCount {
            expression.begin(library: Double(section.statistics.librarySizes[cell]))
            for entry in section.counts.entries(of: cell) {
              let x = expression(counts[entry])
              let gene = Int(section.genes[Int(columns[entry])])
              sum[gene] += x
              squares[gene] += x * x
            }
          }
        }
      }
    }
    return (0..<genes).map { gene in
      guard cells[gene] > 0 else { return Moments() }
      let mean = sum[gene] / cells[gene]
      return Moments(
        cells: cells[gene], mean: mean, variance: max(0, squares[gene] / cells[gene] - mean * mean))
    }
  }

  /// κ: how many cells of the common scale a section's own is mixed with.
  static let priorCells = 20.0

  /// The median over all cells with counts of `L / P`; 1 where there are none.
  private static func depth(of sections: [SectionCounts]) -> Double {
    var depths: [Double] = []
    for section in sections where !section.genes.isEmpty {
      for library in section.statistics.librarySizes where library > 0 {
        depths.append(Double(library) / Double(section.genes.count))
      }
    }
    return depths.median() ?? 1
  }
}
