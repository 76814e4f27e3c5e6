import CellKnowledge
import Foundation
import Testing

@Suite("Knowledge bases")
struct KnowledgeBuildTests {
  private static let ontology = """
    format-version: 1.2
    data-version: 2022
    ontology: cl

    [Term]
    id: CL:0000128
    name: oligodendrocyte
    def: "A class of large neuroglial cells." [X:1]
    synonym: "oligodendroglia of old" EXACT []
    is_a: X:1
    xref: FMA:83585
    alt_id: X:7

    [Term]
    id: X:1
    name: blue glia
    def: "Glia that is blue." []

    [Term]
    id: X:2
    name: obsolete blue glia
    is_obsolete: true
    replaced_by: X:1

    """

  private static let markers = """
    cell_type,gene,species,sign
    Oligodendrocytes,PLP1,Mm,+
    Oligodendrocytes,NEWGENE,Mm,+
    blue glia,TP73,Mm Hs,+
    blue glia,Snap25,mouse,-
    green glia,GRN1,human,+
    """

  private func build(
    _ scratch: ScratchFolder, ontology: String = ontology, markers: String = markers
  ) throws -> (path: String, summary: KnowledgeBuild.Summary) {
    let build = KnowledgeBuild(
      ontologies: [try scratch.file("cl.obo", ontology)],
      markerTables: [try scratch.file("mine.csv", markers)],
      orthologueTables: [try scratch.file("pairs.csv", "TP73,Trp73\n")])
    let path = scratch.path("KB.sqlite")
    return (path, try build.write(to: path))
  }

  @Test("What was read is there again, beside the built-in table, with its sources")
  func roundTrip() throws {
    let scratch = try ScratchFolder()
    let (path, summary) = try build(scratch)
    #expect(summary.matchedTypes == 2 && summary.newTypes == ["green glia"])
    let store = try KnowledgeStore(opening: path)
    let plain = try BuiltInStore.get()
    #expect(store.terms.count == plain.terms.count + 3)

    let oligo = try #require(store.term(TermID("CL:0000128")))
    #expect(oligo.name == "oligodendrocyte" && oligo.source == .builtIn)
    #expect(oligo.definitions.map(\.source.name) == ["built-in table", "Cell Ontology"])
    #expect(oligo.crossReferences == ["FMA:83585"])
    #expect(store.parents(of: oligo).map(\.name) == ["oligodendrocyte lineage cell", "blue glia"])
    #expect(store.term(TermID("X:7"))?.id == oligo.id, "an id that was merged leads on")
    #expect(store.resolve("oligodendroglia of old").term?.id == oligo.id)

    let plp1 = try #require(
      store.markers(of: oligo, species: .mouse).first { $0.symbol == "Plp1" })
    #expect(plp1.sources.map(\.name) == ["built-in table", "mine"])
    #expect(store.markers(of: oligo, species: .mouse).contains { $0.symbol == "Newgene" })

    let blue = try #require(store.term(TermID("X:1")))
    #expect(store.markers(of: blue, species: .mouse).map(\.symbol) == ["Trp73"])
    #expect(store.markers(of: blue, species: .human).map(\.symbol) == ["TP73"])
    #expect(
      store.markers(of: blue, species: .mouse, isPositive: false).map(\.symbol) == ["Snap25"])
    #expect(store.term(TermID("X:2"))?.id == blue.id, "an obsolete term leads to its replacement")
    #expect(store.resolve("obsolete blue glia").term == nil)

    let green = try #require(store.resolve("green glia").term)
    #expect(
      store.markers(of: green, species: .mouse)
        == [.init(symbol: "Grn1", weight: 1, origin: .capitalisation, sources: [green.source])])
    #expect(
      store.symbols(for: "TP73", in: .mouse) == [.init(symbol: "Trp73", origin: .table)])
    #expect(try store.lookup("blue").first?.term.id == blue.id)
    #expect(try store.lookup("NEWGENE").first?.term.id == oligo.id)
  }

  @Test("A knowledge base holds everything the built-in table does, unchanged")
  func builtInStays() throws {
    let scratch = try ScratchFolder()
    let store = try KnowledgeStore(opening: build(scratch).path)
    for term in try BuiltInStore.get().terms where term.id.rawValue != "CL:0000128" {
      #expect(store.term(term.id) == term, "\(term.name)")
    }
  }

  @Test("The same sources give a store that answers the same")
  func repeatable() throws {
    let first = try ScratchFolder()
    let second = try ScratchFolder()
    let one = try KnowledgeStore(opening: build(first).path)
    let two = try KnowledgeStore(opening: build(second).path)
    #expect(one.terms == two.terms)
    #expect(try one.lookup("glia cell") == two.lookup("glia cell"))
  }

  @Test("Two sources that together close a circle do not make one")
  func circle() throws {
    let scratch = try ScratchFolder()
    let text =
      "format-version: 1.2\n[Term]\nid: CL:0000125\nname: glial cell\nis_a: CL:0000128\n"
      + "[Term]\nid: CL:0000128\nname: oligodendrocyte\n"
    let store = try KnowledgeStore(opening: build(scratch, ontology: text).path)
    let glia = try #require(store.term(TermID("CL:0000125")))
    let oligo = try #require(store.term(TermID("CL:0000128")))
    #expect(store.isKind(oligo, of: glia) && !store.isKind(glia, of: oligo))
  }

  @Test("A build that fails leaves nothing behind, and what was there stays")
  func failure() throws {
    let scratch = try ScratchFolder()
    let path = try scratch.file("KB.sqlite", "what was there")
    let build = KnowledgeBuild(ontologies: [try scratch.file("bad.obo", "[Term]\nname: x\n")])
    #expect(knowledgeError { _ = try build.write(to: path) }?.reason == .idMissing)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "what was there")
    let nowhere = scratch.path("no/where/KB.sqlite")
    let empty = KnowledgeBuild(markerTables: [try scratch.file("m.csv", "type,gene\nx,Plp1\n")])
    guard case .unwritable = knowledgeError({ _ = try empty.write(to: nowhere) })?.reason else {
      Issue.record("a folder that is not there can be written to")
      return
    }
    #expect(try scratch.names == ["KB.sqlite", "bad.obo", "m.csv"])
  }

  @Test("A file that is no knowledge base is refused by what it is")
  func foreign() throws {
    let scratch = try ScratchFolder()
    func reason(_ path: String) -> KnowledgeError.Reason? {
      knowledgeError { _ = try KnowledgeStore(opening: path) }?.reason
    }
    #expect(reason(scratch.path("no")) == .missing)
    #expect(reason(scratch.url.path) == .isFolder)
    let text = try scratch.file("t", String(repeating: "no database at all. ", count: 100))
    #expect(reason(text) == .notAKnowledgeBase("it is no SQLite file"))
    #expect(
      reason(try scratch.file("empty", ""))
        == .notAKnowledgeBase("it is a SQLite file of another program"))
  }

  @Test("A damaged knowledge base is refused or read, but never ends the program")
  func damaged() throws {
    let scratch = try ScratchFolder()
    let whole = try Data(contentsOf: URL(fileURLWithPath: build(scratch).path))
    var generator = Steps(state: 7)
    for _ in 0..<60 {
      var bytes = whole
      for _ in 0..<40 {
        let place = Int(generator.next() % UInt64(bytes.count))
        bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      let path = try scratch.file("damaged", bytes)
      if let error = knowledgeError({ _ = try KnowledgeStore(opening: path) }) {
        #expect(!error.description.contains("\n"))
      }
    }
    for share in [0.1, 0.5, 0.9] {
      let path = try scratch.file("cut", whole.prefix(Int(share * Double(whole.count))))
      #expect(knowledgeError { _ = try KnowledgeStore(opening: path) } != nil)
    }
  }

  @Test("The Cell Ontology, PanglaoDB and orthologues together", .enabled(if: TestData.isAvailable))
  func real() throws {
    let scratch = try ScratchFolder()
    let build = KnowledgeBuild(
      ontologies: [TestData.knowledge("cl-basic.obo")],
      markerTables: [TestData.knowledge("PanglaoDB_markers_27_Mar_2020.tsv")],
      orthologueTables: [TestData.knowledge("Ensembl105_Human2Mouse_Genes.csv")])
    let summary = try build.write(to: scratch.path("KB.sqlite"))
    #expect(summary.terms > 2600 && summary.orthologues > 20_000)
    // A type that is matched to a wrong term does more harm than one that stays its own.
    #expect(summary.matchedTypes >= 140 && summary.newTypes.contains("Transient cells"))
    let store = try KnowledgeStore(opening: scratch.path("KB.sqlite"))
    #expect(
      try store.lookup("pyramidal neuron layer 5").first?.term.name == "layer 5 pyramidal neuron")
    let microglia = try #require(store.resolve("Microglia").term)
    #expect(
      microglia.sources.map(\.name) == ["built-in table", "Cell Ontology", "PanglaoDB"])
    #expect(store.symbols(for: "TP73", in: .mouse).map(\.symbol) == ["Trp73"])
    #expect(store.resolve("retinal bipolar neuron").term?.source.name == "Cell Ontology")
  }
}

/// Numbers that look random and are the same each time.
private struct Steps {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 17
  }
}
