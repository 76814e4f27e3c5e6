import CellSections
import CellTransformer

/// What the cells' tower reads of a cell: square roots of its counts, as z-scores over the cells it was aligned on.
///
/// Square roots and not logarithms of scaled counts, since how much a cell has of everything tells types apart
/// on small panels; and not the latent mean, which costs accuracy (docs/experiments.md, decision 0010).
public struct CellFeatures: Codable, Sendable, Equatable {
  /// Vocabulary rows of the genes that are read, ascending.
  public let genes: [Int32]
  /// `[genes]`
  public let mean: [Float]
  /// `[genes]`
  public let deviation: [Float]

  /// Genes beyond this are left out, those that vary least first.
  static let mostGenes = 2_000
  /// A value that hardly varies would else shout whenever it does.
  static let leastDeviation: Float = 0.05

  public var width: Int { genes.count }

  /// Learns the scale from sections.
  init(_ sections: [PreparedSection], vocabularySize: Int) {
    var sums = [Double](repeating: 0, count: vocabularySize)
    var squares = [Double](repeating: 0, count: vocabularySize)
    var cells = [Double](repeating: 0, count: vocabularySize)
    for section in sections {
      let counts = section.counts.counts
      for gene in section.counts.genes { cells[Int(gene)] += Double(section.cellCount) }
      for (column, value) in zip(counts.columns, counts.values) {
        let gene = Int(section.counts.genes[Int(column)])
        sums[gene] += Double(value).squareRoot()
        squares[gene] += Double(value)
      }
    }
    let means = zip(sums, cells).map { $1 > 0 ? $0 / $1 : 0 }
    let variances = (0..<vocabularySize).map {
      cells[$0] > 0 ? max(0, squares[$0] / cells[$0] - means[$0] * means[$0]) : 0
    }
    let measured = (0..<vocabularySize).filter { cells[$0] > 0 }
    let kept = measured.sorted { (variances[$0], $1) > (variances[$1], $0) }
      .prefix(Self.mostGenes).sorted()
    genes = kept.map(Int32.init)
    mean = kept.map { Float(means[$0]) }
    deviation = kept.map { max(Self.leastDeviation, Float(variances[$0].squareRoot())) }
  }

  /// Features of the chosen cells, `[cells, width]`, row after row; a gene that was not measured lies at its mean.
  func callAsFunction(_ section: PreparedSection, cells: [Int]) -> [Float] {
    var placeOfGene: [Int32: Int] = [:]
    for (place, gene) in genes.enumerated() { placeOfGene[gene] = place }
    let places = section.counts.genes.map { placeOfGene[$0] }
    // What a count of 0 is, for the genes that were measured.
    var empty = [Float](repeating: 0, count: width)
    for place in places.compactMap({ $0 }) { empty[place] = -mean[place] / deviation[place] }
    let counts = section.counts.counts
    var values: [Float] = []
    values.reserveCapacity(cells.count * width)
    for cell in cells {
      let start = values.count
      values += empty
      for entry in counts.entries(of: cell) {
        guard let place = places[Int(counts.columns[entry])] else { continue }
        values[start + place] =
          (Float(counts.values[entry]).squareRoot() - mean[place]) / deviation[place]
      }
    }
    return values
  }
}
