import CellKnowledge
import CellSections
import SectionAnalysis

/// Which tissue sections are of, by what their cells express.
///
/// How many markers a panel has says what it was made for; a panel of the whole transcriptome has those of every tissue.
/// `s(t) = Σ rank(g) / |M(t)|` over the panel's genes g that are markers of tissue t: M(t) are the markers of its cell types
/// that no other tissue's have, and rank(g) in (0, 1] is that of the share of cells with a transcript of g among all genes
/// of the panel. So it is the share of the markers that are there where all are expressed alike, and their mean rank where
/// all are there.
public struct ExpressedTissue: Sendable {
  /// `s(t)`, the largest first.
  public let scores: [(tissue: Tissue, score: Double)]

  /// The tissue of the largest score; nil where another's is as large.
  public var likeliest: Tissue? {
    scores[0].score > scores[1].score ? scores[0].tissue : nil
  }

  /// - Complexity: O(transcripts + markers).
  public init(
    of sections: [CellSection], _ store: KnowledgeStore, species: CellKnowledge.Species
  ) {
    let markers = Tissue.allCases.map { tissue in
      Set(
        store.terms.filter { $0.tissues.contains(tissue) }
          .flatMap { store.markers(of: $0, species: species).map { $0.symbol.lowercased() } })
    }
    var tissuesOfGene: [String: Int] = [:]
    for gene in markers.joined() { tissuesOfGene[gene, default: 0] += 1 }
    let ranks = Self.ranks(sections)
    scores = zip(Tissue.allCases, markers).map { tissue, all in
      let own = all.filter { tissuesOfGene[$0] == 1 }
      // In the order of the panel: sums must not depend on how a set is laid out.
      let sum = ranks.reduce(0) { own.contains($1.gene) ? $0 + $1.rank : $0 }
      return (tissue, own.isEmpty ? 0 : sum / Double(own.count))
    }.sorted { $0.score > $1.score }
  }

  /// The rank of each gene, once, from the first section that has it.
  private static func ranks(_ sections: [CellSection]) -> [(gene: String, rank: Double)] {
    var seen: Set<String> = []
    return sections.flatMap { section -> [(gene: String, rank: Double)] in
      var cells = [Double](repeating: 0, count: section.genes.count)
      for (column, value) in zip(section.counts.columns, section.counts.values) where value > 0 {
        cells[Int(column)] += 1
      }
      return zip(section.genes, meanRanks(cells)).compactMap { gene, rank in
        let name = gene.name.lowercased()
        return seen.insert(name).inserted ? (name, rank / Double(cells.count)) : nil
      }
    }
  }
}
