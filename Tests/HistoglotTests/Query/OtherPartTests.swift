import Histoglot
import Testing

@Suite("Queries that are of another part of the nervous system, of no place, or denied")
struct OtherPartTests {
  private let planted = PlantedRegions()

  /// An encoder to which everything is white matter but the moon.
  private func meaning(_ words: String, _ knowledge: SmallKnowledge) throws -> QueryMeaning {
    let vectors: SentenceVectors = { texts in
      let rows = texts.map { text -> [Float] in text == "moon" ? [0, 1] : [1, 0] }
      return (rows.flatMap { $0 }, 2)
    }
    return try TissueQuery(
      [planted.section], types: CellTypeEvidence(labels: "cell_type", of: [planted.section]),
      knowledge: knowledge, sentences: vectors, options: PlantedRegions.options()
    ).interpret(words).terms[0].meaning
  }

  private var brain: SmallKnowledge {
    var knowledge = SmallKnowledge()
    knowledge.organ = .brain
    return knowledge
  }

  private func reason(
    _ words: String, _ knowledge: SmallKnowledge
  ) throws -> UnknownWords.Reason? {
    guard case .unknown(let unknown) = try meaning(words, knowledge) else { return nil }
    return unknown.reason
  }

  @Test(
    "A part of the nervous system that the section does not show has no answer",
    arguments: [
      ("cerebellum Purkinje layer", "cerebellum"), ("cerebellar nuclei", "cerebellum"),
      ("dorsal horn", "spinal cord"), ("spinal grey stuff", "spinal cord"),
      ("the sheath of the spinal cord", "spinal cord"),
      ("sheaths of the sciatic nerve", "peripheral nerve"), ("optic nerve", "optic nerve"),
      ("the retina", "eye"), ("a sympathetic ganglion", "peripheral ganglia"),
      ("pons and medulla", "brainstem"), ("cells from the spinal cord", "spinal cord"),
      ("tissue next to the spinal cord", "spinal cord"),
    ])
  func otherParts(words: String, part: String) throws {
    #expect(try reason(words, brain) == .ofOtherTissue(known: part))
    #expect(try reason(words, SmallKnowledge()) == nil, "no organ, no part of it")
  }

  @Test(
    "A part that fibres lead to or come from is not where the cells lie",
    arguments: [
      "large stuff that projects to the spinal cord and brainstem", "spinal cord-projecting stuff",
      "the basal ganglia with the fibres that descend to the brainstem",
      "the sheet that receives input from the thalamus",
    ])
  func farEnds(words: String) throws {
    #expect(try reason(words, brain) == nil)
  }

  @Test("A part whose own cells are in the section is found, one with common cells alone is not")
  func ownCells() throws {
    var knowledge = brain
    knowledge.regions.append(
      KnownRegion(
        name: "spinal cord grey matter", company: [.init(cells: "neuron", weight: 1)]))
    guard case .region = try meaning("spinal cord grey matter", knowledge) else {
      Issue.record("of no other region are neurons known here, so they are its own")
      return
    }
    knowledge.regions.append(
      KnownRegion(name: "cortex", company: [.init(cells: "neuron", weight: 1)]))
    #expect(
      try reason("spinal cord grey matter", knowledge)
        == .cellsNotHere(known: "spinal cord grey matter"))
    #expect(try reason("spinal stuff", knowledge) == .ofOtherTissue(known: "spinal cord"))
  }

  @Test("Known cells in a place of which nothing is known are not found")
  func unknownPlaces() throws {
    for words in ["neurons of the moon", "white matter in the moon"] {
      #expect(try reason(words, brain) == .nothingKnown, "\(words)")
    }
    for words in ["neurons of the adult mouse brain", "neurons of the fatty stuff"] {
      #expect(try reason(words, brain) == nil, "\(words)")
    }
  }

  @Test("A word that denies what something is known by is not understood, and never affirmed")
  func denials() throws {
    for words in ["unmyelinated stuff", "demyelinated stuff"] {
      #expect(try reason(words, brain) == .denies, "\(words)")
    }
    #expect(try reason("myelinated stuff", brain) == nil)
    #expect(try reason("unusual stuff", brain) == nil)
  }
}
