import CellKnowledge
import Testing

@Suite("Descriptions")
struct ParagraphTests {
  let store: KnowledgeStore

  init() throws { store = try BuiltInStore.get() }

  @Test(
    "A description says what, where, what kind, how else called, which genes, each with its source")
  func whole() throws {
    let term = try #require(store.term(named: "layer 5 PT neuron"))
    let paragraph = store.paragraph(for: term)
    #expect(
      paragraph.sentences.map(\.topic)
        == [.definition, .place, .lineage, .synonyms, .markers])
    #expect(paragraph.sentences.allSatisfy { $0.sources == [.builtIn] })
    #expect(
      paragraph.text.hasPrefix(
        "Layer 5 PT neuron: a thick-tufted pyramidal neuron whose long axon carries commands"))
    #expect(paragraph.text.contains("It is found in layer 5b of the cerebral cortex."))
    #expect(
      paragraph.text.contains("It is a kind of layer 5 pyramidal neuron, which is a pyramidal"))
    #expect(paragraph.text.contains("It expresses Slc17a7, Fezf2,"))
  }

  @Test("Without places, no sentence of any type names one")
  func placeless() {
    for term in store.terms {
      let options = ParagraphOptions(includesPlaces: false, includesMarkers: false)
      let text = store.paragraph(for: term, options: options).text
      #expect(!PlaceWords.areIn(text), "\(text)")
    }
  }

  @Test("Markers, synonyms and lineage can be left out, and markers have the species' spelling")
  func options() throws {
    let term = try #require(store.term(named: "oligodendrocyte"))
    var options = ParagraphOptions(
      includesMarkers: false, includesSynonyms: false, includesLineage: false)
    #expect(
      store.paragraph(for: term, options: options).sentences.map(\.topic) == [.definition, .place])
    options.includesMarkers = true
    options.species = .human
    options.markerLimit = 2
    #expect(
      store.paragraph(for: term, options: options).sentences.last?.text
        == "It expresses PLP1 and MBP.")
  }

  @Test("Every sentence ends, and none is empty")
  func sentences() {
    for term in store.terms {
      for sentence in store.paragraph(for: term).sentences {
        #expect(sentence.text.hasSuffix(".") && sentence.text.count > 5, "\(sentence.text)")
        #expect(!sentence.text.contains("..") && !sentence.text.contains("  "))
      }
    }
  }
}
