import CellKnowledge
import Testing

@Suite("The store")
struct KnowledgeStoreTests {
  let store: KnowledgeStore

  init() throws { store = try BuiltInStore.get() }

  @Test(
    "A search ranks what is meant first",
    arguments: [
      ("pyramidal neuron layer 5", "layer 5 pyramidal neuron"),
      ("cell that makes cerebrospinal fluid", "choroid plexus epithelial cell"),
      ("fast-spiking interneurons", "Pvalb interneuron"),
      ("cuboid cell with surfactant", "type II pneumocyte"),
      ("oligodendrocytes", "oligodendrocyte"), ("Purkinje", "Purkinje cell"),
      ("microglial", "microglia"),
    ])
  func ranking(text: String, name: String) throws {
    #expect(try store.lookup(text).first?.term.name == name)
  }

  @Test("A gene finds the types that express it, in either spelling")
  func genes() throws {
    for symbol in ["Tmem119", "TMEM119", "tmem119"] {
      #expect(try store.lookup(symbol).map(\.term.name) == ["microglia"])
    }
  }

  @Test("What a text is a name of comes first, whatever its score")
  func named() throws {
    for term in store.terms where term.name != "cell" {
      #expect(try store.lookup(term.name, limit: 1).first?.term.id == term.id)
    }
  }

  @Test("Scores fall, the limit holds, and the tissue filters")
  func order() throws {
    let found = try store.lookup("dense axon of small neurons", limit: 7)
    #expect(found.count == 7)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect(try store.lookup("neuron", tissue: .immune).isEmpty)
    #expect(
      try store.lookup("cell", tissue: .tumour).allSatisfy { $0.term.tissues.contains(.tumour) })
  }

  @Test(
    "Texts that are none of a search's syntax find what their words find",
    arguments: ["\"", "\"\"\"", "*", "^", ":", "(", ")", "{}", "-", "+", "%", ";", "\0"])
  func syntax(sign: String) throws {
    let plain = try store.lookup("astrocyte").map(\.term.id)
    #expect(try store.lookup("\(sign)astrocyte\(sign)").map(\.term.id) == plain)
    #expect(try store.lookup(sign).isEmpty)
  }

  @Test("Words of the search's syntax are words")
  func operators() throws {
    for text in [
      "astrocyte OR", "NOT astrocyte", "NEAR(astrocyte, 5)", "astrocyte AND \"", "key:astrocyte",
    ] {
      #expect(try store.lookup(text).contains { $0.term.name == "astrocyte" }, "\(text)")
    }
  }

  @Test(
    "Empty, non-Latin and very long texts are answered",
    arguments: ["", " \n\t", "神经元", "нейрон", "🧠🧠", "\u{202E}"])
  func strange(text: String) throws {
    #expect(try store.lookup(text).isEmpty)
  }

  @Test("Of a megabyte of text the first words count")
  func long() throws {
    let text = "astrocyte " + String(repeating: "xyzzy ", count: 170_000)
    #expect(try store.lookup(text).contains { $0.term.name == "astrocyte" })
    #expect(try store.lookup(String(repeating: "x", count: 1_000_000)).isEmpty)
  }
}

@Suite("Lineage and classes")
struct LineageTests {
  let store: KnowledgeStore

  init() throws { store = try BuiltInStore.get() }

  private func term(_ name: String) throws -> CellTerm {
    try #require(store.term(named: name), "\(name)")
  }

  @Test("Parents, children, ancestors, descendants and siblings agree with one another")
  func relations() throws {
    for term in store.terms {
      for parent in store.parents(of: term) {
        #expect(store.children(of: parent).contains { $0.id == term.id })
      }
      for ancestor in store.ancestors(of: term) {
        #expect(store.descendants(of: ancestor).contains { $0.id == term.id })
      }
      for sibling in store.siblings(of: term) {
        #expect(sibling.id != term.id)
        #expect(store.siblings(of: sibling).contains { $0.id == term.id })
      }
    }
    let sst = try term("Sst interneuron")
    #expect(store.siblings(of: sst).contains { $0.name == "Pvalb interneuron" })
  }

  @Test("The common class is the nearest broad type, and the common ancestor the nearest of both")
  func classes() throws {
    #expect(store.commonClass(of: try term("layer 5 PT neuron"))?.name == "excitatory neuron")
    #expect(
      store.commonClass(of: try term("D1 medium spiny neuron"))?.name == "medium spiny neuron")
    #expect(store.commonClass(of: try term("microglia"))?.name == "microglia")
    #expect(
      store.commonAncestor(of: try term("layer 5 PT neuron"), try term("CA1 pyramidal neuron"))?
        .name == "pyramidal neuron")
    #expect(
      store.commonAncestor(of: try term("astrocyte"), try term("B cell"))?.name == "cell")
  }

  @Test("Opposing classes are never above, below or the term's own, and stay in its tissue")
  func opposing() throws {
    for term in store.terms where store.commonClass(of: term) != nil {
      let own = try #require(store.commonClass(of: term))
      for other in store.opposingClasses(of: term) {
        #expect(other.isClass && !store.isKind(term, of: other) && !store.isKind(other, of: own))
        #expect(!other.tissues.isDisjoint(with: own.tissues))
      }
    }
    let names = Set(store.opposingClasses(of: try term("Sst interneuron")).map(\.name))
    #expect(names.isSuperset(of: ["excitatory neuron", "astrocyte", "microglia"]))
    #expect(!names.contains("inhibitory neuron") && !names.contains("B cell"))
  }

  @Test("Among given types, only their classes oppose")
  func among() throws {
    let types = try ["astrocyte", "Sst interneuron", "Vip interneuron", "layer 5 pyramidal neuron"]
      .map(term)
    let found = store.opposingClasses(of: types[1], among: types)
    #expect(found.map(\.name) == ["astrocyte", "excitatory neuron"])
    let genes = Set(
      store.opposingMarkers(of: types[1], species: .mouse, among: types).map(\.symbol))
    #expect(genes.contains("Aqp4") && genes.contains("Slc17a7"))
    let own = store.markers(of: types[1], species: .mouse).map(\.symbol)
    #expect(genes.isDisjoint(with: own))
  }

  @Test("Markers come in the species' spelling, and say how they came to it")
  func species() throws {
    let oligo = try term("oligodendrocyte")
    #expect(store.markers(of: oligo, species: .mouse).first?.symbol == "Plp1")
    #expect(store.markers(of: oligo, species: .human).first?.symbol == "PLP1")
    #expect(store.markers(of: oligo, species: .human).allSatisfy { $0.origin == .stated })
    #expect(
      store.symbols(for: "PLP1", in: .mouse) == [.init(symbol: "Plp1", origin: .capitalisation)])
  }
}
