import CellKnowledge
import CellSections
import Histoglot
import Testing

@Suite("The tissue that cells express")
struct ExpressedTissueTests {
  private let store: KnowledgeStore

  init() throws { store = try KnowledgeStore() }

  private func markers(of tissue: Tissue) -> Set<String> {
    Set(
      store.terms.filter { $0.tissues.contains(tissue) }
        .flatMap { store.markers(of: $0, species: .human).map(\.symbol) })
  }

  /// Forty cells: each has the genes of `expressed`, every fourth has any other gene.
  private func section(panel: Set<String>, expressed: Set<String>) -> CellSection {
    let genes = panel.sorted()
    var (starts, columns) = ([0], [Int32]())
    for cell in 0..<40 {
      for gene in genes.indices where expressed.contains(genes[gene]) || (cell + gene) % 4 == 0 {
        columns.append(Int32(gene))
      }
      starts.append(columns.count)
    }
    return CellSection(
      name: "panel", cellIDs: (0..<40).map { "cell-\($0)" }, genes: genes.map { Gene(name: $0) },
      counts: CountMatrix(
        rowStarts: starts, columns: columns,
        values: [Int32](repeating: 1, count: columns.count), columnCount: genes.count))
  }

  @Test(
    "Where a panel has the markers of every tissue, expression decides",
    arguments: [Tissue.brain, .immune, .epithelial, .stromal, .tumour])
  func wholeTranscriptome(tissue: Tissue) {
    let all = Tissue.allCases.reduce(into: Set<String>()) { $0.formUnion(markers(of: $1)) }
    let section = section(panel: all, expressed: markers(of: tissue))
    #expect(ExpressedTissue(of: [section], store, species: .human).likeliest == tissue)
  }

  @Test(
    "Where a panel was made for a tissue, its markers decide", arguments: [Tissue.brain, .immune])
  func targeted(tissue: Tissue) {
    let others = Tissue.allCases.flatMap { markers(of: $0).sorted().prefix(3) }
    let panel = Set(markers(of: tissue).sorted().prefix(60)).union(others)
    let section = section(panel: panel, expressed: [])
    #expect(ExpressedTissue(of: [section], store, species: .human).likeliest == tissue)
  }

  @Test("Genes that mark nothing tell no tissue")
  func nothing() {
    let section = section(panel: ["Zzz1", "Zzz2"], expressed: ["Zzz1"])
    #expect(ExpressedTissue(of: [section], store, species: .human).likeliest == nil)
  }
}
