import CellSections
import Testing

@Suite("Gene vocabulary")
struct GeneVocabularyTests {
  @Test("The union is ordered by name and does not depend on the order of the sections")
  func unionIsOrderFree() throws {
    let panels = [
      CellSection.panel(["Sst", "Gad1", "Pvalb"]),
      .panel(["GAD1", "Vip"], ids: ["ENSMUSG00000070880.3", nil]),
      .panel(["Rorb", "Gad1"]),
      .panel(["ENSMUSG00000070880"]),
    ]
    let vocabulary = try GeneVocabulary(uniting: panels)
    #expect(
      vocabulary.genes == [
        Gene(name: "Gad1", ensemblID: "ENSMUSG00000070880"), Gene(name: "Pvalb"),
        Gene(name: "Rorb"), Gene(name: "Sst"), Gene(name: "Vip"),
      ])
    #expect(vocabulary.species == .mouse)
    var numbers = SeededNumbers(seed: 1)
    for _ in 0..<10 {
      var shuffled = panels
      numbers.shuffle(&shuffled)
      #expect(try GeneVocabulary(uniting: shuffled) == vocabulary)
    }
  }

  @Test("Two genes of one panel are never joined, whatever they share")
  func onePanelIsNeverJoined() throws {
    let vocabulary = try GeneVocabulary(uniting: [
      .panel(["abc", "ABC", "x", "y"], ids: [nil, nil, "ENSG00000000001", "ENSG00000000001"])
    ])
    #expect(vocabulary.genes.map(\.name) == ["ABC", "abc", "x", "y"])
  }

  @Test("Sections of two species are refused, unless a table of orthologues says how they meet")
  func speciesAreNotMixed() throws {
    let mouse = CellSection.panel(["Gad1", "Sst"], species: "mouse")
    let human = CellSection.panel(["GAD1", "SST"], species: "Homo sapiens")
    #expect(
      throws: SectionError(
        element: "section small",
        reason: .speciesMismatch(section: "Homo sapiens", vocabulary: "Mus musculus"))
    ) { try GeneVocabulary(uniting: [mouse, human]) }
    let table = GeneTable(pairs: [("GAD1", "Gad1"), ("SST", "Sst")])
    let vocabulary = try GeneVocabulary(uniting: [mouse, human], table: table)
    #expect(vocabulary.genes.map(\.name) == ["Gad1", "Sst"])
  }

  @Test("Extending keeps the rows there are and appends new genes by name")
  func extending() throws {
    let vocabulary = try GeneVocabulary(uniting: [.panel(["Sst", "Gad1"], species: "mouse")])
    let extended = try vocabulary.extended(with: [
      .panel(["Vip", "Sst"]), .panel(["Aldoc", "gad1"], species: "Mus musculus"),
    ])
    #expect(extended.genes.map(\.name) == ["Gad1", "Sst", "Aldoc", "Vip"])
    #expect(throws: SectionError.self) {
      try vocabulary.extended(with: [.panel(["VIP"], species: "human")])
    }
  }
}
