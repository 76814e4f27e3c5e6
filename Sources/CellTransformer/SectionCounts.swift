import CellSections
import ParallelLoops

/// A section's counts on the genes that the model knows: what tokens are made of.
public struct SectionCounts: Sendable {
  /// `[cells, P]`; column `p` is gene `genes[p]` of the vocabulary.
  public let counts: CountMatrix
  /// The vocabulary index of each measured gene, ascending, `[P]`.
  public let genes: [Int32]
  /// Library sizes and the section's constants, over the measured genes.
  public let statistics: SectionStatistics

  public var cellCount: Int { counts.rowCount }

  /// Keeps the genes of a section that are in the vocabulary.
  ///
  /// - Parameter vocabularyRows: for each gene of the section its row of the vocabulary, or -1;
  ///   no place twice.
  public init(_ counts: CountMatrix, vocabularyRows: [Int32], threads: Int = 1) {
    self.init(counts, vocabularyRows: vocabularyRows, statistics: nil, threads: threads)
  }

  /// - Parameter statistics: the section's constants where they are to be held; nil computes them.
  package init(
    _ counts: CountMatrix, vocabularyRows: [Int32], statistics: SectionStatistics?,
    threads: Int = 1
  ) {
    precondition(
      vocabularyRows.count == counts.columnCount,
      "SectionCounts: \(vocabularyRows.count) rows for \(counts.columnCount) genes")
    let kept = vocabularyRows.enumerated().filter { $0.element >= 0 }
      .map { (gene: $0.element, column: $0.offset) }.sorted { $0.gene < $1.gene }
    var places = [Int32](repeating: -1, count: counts.columnCount)
    for (place, entry) in kept.enumerated() { places[entry.column] = Int32(place) }
    genes = kept.map(\.gene)
    precondition(
      zip(genes, genes.dropFirst()).allSatisfy { $0 < $1 },
      "SectionCounts: two genes of the section have one place in the vocabulary")

    let rows = RenumberedRows(counts, places: places, in: ParallelLoop(threads: threads))
    self.counts = rows.matrix(columnCount: genes.count)
    self.statistics = statistics ?? SectionStatistics(self.counts)
  }
}
