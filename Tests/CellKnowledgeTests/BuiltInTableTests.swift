import CellKnowledge
import Foundation
import Testing

@Suite("The built-in table")
struct BuiltInTableTests {
  let store: KnowledgeStore

  init() throws { store = try BuiltInStore.get() }

  @Test("Every type has a definition of one line, a tissue and a lineage that ends in 'cell'")
  func complete() throws {
    let root = try #require(store.term(named: "cell"))
    for term in store.terms {
      #expect(term.definitions.count == 1, "\(term.name)")
      #expect((20...160).contains(term.definition?.count ?? 0), "\(term.name)")
      #expect(!term.tissues.isEmpty, "\(term.name)")
      #expect(store.isKind(term, of: root), "\(term.name)")
      #expect(!store.ancestors(of: term).contains { $0.id == term.id }, "\(term.name)")
    }
  }

  @Test("No definition names a place")
  func placeless() {
    for term in store.terms {
      #expect(!PlaceWords.areIn(term.definition ?? ""), "\(term.name): \(term.definition ?? "")")
    }
  }

  @Test(
    "Every type but 'cell' has five to twenty-five markers in each species, none of which it also lacks"
  )
  func markers() {
    for term in store.terms where term.name != "cell" {
      for species in Species.allCases {
        let symbols = store.markers(of: term, species: species).map(\.symbol)
        #expect((5...25).contains(symbols.count), "\(term.name), \(species): \(symbols.count)")
        let absent = store.markers(of: term, species: species, isPositive: false).map(\.symbol)
        #expect(Set(symbols).isDisjoint(with: absent), "\(term.name)")
      }
    }
  }

  @Test("A name or synonym means its own type, or says of itself that it is ambiguous")
  func names() {
    for term in store.terms {
      for name in [term.name] + term.synonyms.filter({ $0.scope == .exact }).map(\.text) {
        let resolution = store.resolve(name)
        if name == "principal cell" {
          // Of a neuron or of the kidney.
          #expect(resolution.match == .ambiguous)
          continue
        }
        #expect(resolution.term?.id == term.id, "\(name) → \(resolution.name ?? "nothing")")
      }
    }
  }

  @Test("An abbreviation means its own type, at least where the tissue is known")
  func abbreviations() {
    for term in store.terms {
      for name in term.synonyms.filter({ $0.scope == .abbreviation }).map(\.text) {
        let meanings = term.tissues.map { store.resolve(name, tissue: $0) }
        #expect(
          meanings.contains { $0.term?.id == term.id },
          "\(name) → \(meanings.map { $0.name ?? "nothing" }), not \(term.name)")
      }
    }
  }

  @Test("The cell phrases of every region are names of the table, no two the same")
  func regionPhrases() {
    #expect(store.regions.count > 50)
    #expect(Set(store.regions.map(\.name)).count == store.regions.count)
    for region in store.regions {
      let terms = region.cells.compactMap { phrase in
        let found = store.resolve(phrase.phrase)
        #expect(found.confidence >= 0.98, "\(region.name): \(phrase.phrase)")
        return found.term?.id
      }
      #expect(Set(terms).count == region.cells.count, "\(region.name)")
      #expect(region.cells.contains { $0.weight > 0 }, "\(region.name)")
      if let whole = region.partOf { #expect(store.region(named: whole) != nil, "\(region.name)") }
    }
  }

  @Test("Ids of the Cell Ontology are live terms of it", .enabled(if: TestData.isAvailable))
  func ids() throws {
    let ontology = try OBOReader.read(TestData.knowledge("cl-basic.obo"))
    let live = Set(ontology.terms.filter { !$0.isObsolete }.map(\.id))
    for term in store.terms where term.id.rawValue.hasPrefix("CL:") {
      #expect(live.contains(term.id.rawValue), "\(term.name) \(term.id)")
    }
  }

  /// Symbols of older panels, renamed since.
  private static let renamed: Set<String> = [
    "ACPP", "BTBD11", "CTGF", "CTPS", "FAM84B", "GIF", "LOR", "LRMP", "MYLPF", "SEPT4", "TMEM2",
  ]

  @Test("Human markers are genes of GENCODE, or older names", .enabled(if: TestData.isAvailable))
  func humanSymbols() throws {
    let text = try String(
      contentsOfFile: TestData.knowledge("GENCODEv44_Gene_id2name.csv"), encoding: .utf8)
    let known = Set(
      text.split(separator: "\n").compactMap { $0.split(separator: ",").last.map(String.init) })
    for term in store.terms {
      for marker in term.markers where marker.species == .human {
        #expect(
          known.contains(marker.symbol) || Self.renamed.contains(marker.symbol),
          "\(term.name): \(marker.symbol)")
      }
    }
  }
}

@Suite("Phrases that queries are measured with")
struct QueryPhraseTests {
  @Test("Eleven phrases and thirty paraphrases, each for a region that is labelled")
  func phrases() throws {
    let path = TestData.package.appendingPathComponent("tools/queries/osmfish-regions.tsv").path
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .dropFirst().map { $0.split(separator: "\t").map(String.init) }
    let regions = [
      "Hippocampus", "Internal Capsule Caudoputamen", "Layer 2-3 lateral", "Layer 2-3 medial",
      "Layer 3-4", "Layer 4", "Layer 5", "Layer 6", "Pia Layer 1", "Ventricle", "White matter",
    ]
    #expect(rows.allSatisfy { $0.count == 3 })
    #expect(rows.filter { $0[0] == "phrase" }.map { $0[2] }.sorted() == regions)
    let paraphrases = rows.filter { $0[0] == "paraphrase" }
    #expect(paraphrases.count == 30 && Set(paraphrases.map { $0[1] }).count == 30)
    for region in regions { #expect(paraphrases.count { $0[2] == region } >= 2, "\(region)") }
  }
}
