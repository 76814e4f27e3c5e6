import CellSections

/// What each gene of the vocabulary looked like in training, for z-scores: mean and deviation of
/// `log1p(count · M / L)`.
///
/// The scale folds into the sparse product: `Σ_g (x_g − m_g)/s_g · E_g = Σ_{x_g ≠ 0} x_g/s_g · E_g − const`.
public struct GeneScale: Codable, Sendable, Equatable {
  /// `[genes]`
  public var mean: [Float]
  /// `[genes]`, never below `smallestDeviation`.
  public var deviation: [Float]

  /// A gene seen in hardly any cell would else shout whenever it is.
  static let smallestDeviation: Float = 0.1

  public init(mean: [Float], deviation: [Float]) {
    precondition(
      mean.count == deviation.count, "GeneScale: \(mean.count) means, \(deviation.count) deviations"
    )
    self.mean = mean
    self.deviation = deviation
  }

  /// The scale of genes over all cells of all sections that measured them; a gene nobody measured gets
  /// mean 0 and deviation 1. Complexity: O(counts).
  public init(of sections: [SectionCounts], genes: Int) {
    var sum = [Double](repeating: 0, count: genes)
    var squares = [Double](repeating: 0, count: genes)
    var cells = [Double](repeating: 0, count: genes)
    for section in sections {
      for gene in section.genes { cells[Int(gene)] += Double(section.cellCount) }
      for cell in 0..<section.cellCount {
        let library = Double(section.statistics.librarySizes[cell])
        for entry in section.counts.entries(of: cell) {
          let x = section.statistics.expression(
            count: section.counts.values[entry], librarySize: library)
          let gene = Int(section.genes[Int(section.counts.columns[entry])])
          sum[gene] += x
          squares[gene] += x * x
        }
      }
    }
    mean = []
    deviation = []
    for gene in 0..<genes {
      let average = cells[gene] > 0 ? sum[gene] / cells[gene] : 0
      let variance = cells[gene] > 0 ? squares[gene] / cells[gene] - average * average : 1
      mean.append(Float(average))
      deviation.append(max(Self.smallestDeviation, Float(max(0, variance).squareRoot())))
    }
  }
}
