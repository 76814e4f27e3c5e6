import CellKnowledge
import CellSections
import Histoglot
import SectionSimulator
import Testing

@Suite("Whether sections hold a tissue's cells")
struct TissuePresenceTests {
  private let store: KnowledgeStore
  private let cortex: CellSection

  init() throws {
    store = try KnowledgeStore()
    cortex = try simulate(SimulationRecipe(cells: 2_000, genes: 100, sections: 1, seed: 5))[0]
  }

  private func brain(in section: CellSection) throws -> TissuePresence {
    try TissuePresence(of: .brain, in: [section], store, species: .mouse)
  }

  /// The same panel and as many transcripts of each gene, each gene's in other cells: no cell is of a type any more.
  private var noTissue: CellSection {
    let count = cortex.cellCount
    var rows = [[(Int32, Int32)]](repeating: [], count: count)
    for cell in 0..<count {
      for place in cortex.counts.rowStarts[cell]..<cortex.counts.rowStarts[cell + 1] {
        let gene = cortex.counts.columns[place]
        rows[(cell + 37 * Int(gene)) % count].append((gene, cortex.counts.values[place]))
      }
    }
    let sorted = rows.map { $0.sorted { $0.0 < $1.0 } }
    return CellSection(
      name: "no tissue", cellIDs: cortex.cellIDs, genes: cortex.genes,
      counts: CountMatrix(
        rowStarts: sorted.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) },
        columns: sorted.flatMap { $0.map(\.0) }, values: sorted.flatMap { $0.map(\.1) },
        columnCount: cortex.genes.count))
  }

  @Test("A section of the brain holds most of the types that its panel could show")
  func brain() throws {
    let found = try brain(in: cortex)
    #expect(found.seen.contains("astrocyte") && found.seen.contains("excitatory neuron"))
    #expect(!found.isDoubtful, "\(found)")
  }

  @Test("A panel of the brain on something else makes it doubtful that this is brain")
  func elsewhere() throws {
    let found = try brain(in: noTissue)
    #expect(found.isDoubtful, "\(found)")
    #expect(found.notSeen.contains("astrocyte"))
  }
}
