import CellSections
import Testing

@Suite("Matching genes to a vocabulary")
struct GeneMatchTests {
  let vocabulary = GeneVocabulary(
    genes: [
      Gene(name: "Gad1", ensemblID: "ENSMUSG00000070880"), Gene(name: "Sst"),
      Gene(name: "Pvalb", ensemblID: "ENSMUSG00000005716"), Gene(name: "Vip"),
    ], species: .mouse)

  @Test(
    "Symbol, then Ensembl id without version, then symbol without case; each said in the report")
  func routes() throws {
    let section = CellSection.small(
      "BZ5",
      genes: [
        Gene(name: "SST"), Gene(name: "Gad1"), Gene(name: "ENSMUSG00000005716.9"),
        Gene(name: "Foxp2"),
      ], counts: [[1, 2, 3, 4], [0, 0, 0, 10]])
    let match = try vocabulary.match(section)
    #expect(match.rows == [1, 0, 2, -1])
    #expect(match.routes == [.foldedSymbol, .symbol, .ensemblID, nil])
    #expect(match.matchedColumns == [0, 1, 2])
    let report = GeneMatchReport(match, section: section, vocabulary: vocabulary)
    #expect(report.unmatched == ["Foxp2"])
    #expect(report.shareOfGenes == 0.75)
    #expect(report.shareOfCounts == 0.3)
    #expect(
      report.renamed == [
        .init(gene: "SST", vocabularyGene: "Sst", route: .foldedSymbol),
        .init(gene: "ENSMUSG00000005716.9", vocabularyGene: "Pvalb", route: .ensemblID),
      ])
    #expect(
      report.description
        == "BZ5: 3 of 4 genes in the vocabulary (1 by symbol, 1 by Ensembl id, 1 by symbol, case ignored), 30 % of counts"
    )
  }

  @Test("Without regard to case only where one gene on each side can be meant")
  func ambiguousCase() throws {
    let twoInSection = try vocabulary.match(.panel(["SST", "sst"]))
    #expect(twoInSection.rows == [-1, -1])
    let twoInVocabulary = GeneVocabulary(
      genes: [Gene(name: "abc"), Gene(name: "ABC")], species: nil)
    #expect(try twoInVocabulary.match(.panel(["Abc"])).rows == [-1])
    // Once one of the two has its exact counterpart, the other is the only one left.
    #expect(try twoInVocabulary.match(.panel(["Abc", "abc"])).rows == [1, 0])
  }

  @Test("A row is given once: the exact symbol wins over an id that leads to the same gene")
  func rowsAreGivenOnce() throws {
    let match = try vocabulary.match(.panel(["ENSMUSG00000070880", "Gad1"]))
    #expect(match.rows == [-1, 0])
  }

  @Test("A table maps other names and orthologues, and lifts the check of species")
  func table() throws {
    let human = CellSection.panel(["GAD1", "SST", "VIP"], species: "human")
    #expect(
      throws: SectionError(
        element: "section small",
        reason: .speciesMismatch(section: "Homo sapiens", vocabulary: "Mus musculus"))
    ) { try vocabulary.match(human) }
    let table = GeneTable(pairs: [
      ("GAD1", "Nothing"), ("GAD1", "ENSMUSG00000070880.2"), ("SST", "Sst"),
    ])
    let match = try vocabulary.match(human, table: table)
    // VIP is not in the table: the same letters in another species are no proof.
    #expect(match.rows == [0, 1, -1])
    #expect(match.routes == [.table, .table, nil])
  }

  @Test(
    "A gene that the table names like one that is measured itself is left out, counted and said, whichever comes first",
    arguments: [["Gad2", "Gad1", "Vip"], ["Gad1", "Gad2", "Vip"]])
  func displaced(names: [String]) throws {
    let table = GeneTable(pairs: [("Gad2", "Gad1")])
    let section = CellSection.panel(names)
    let match = try vocabulary.match(section, table: table)
    #expect(match.rows == names.map { $0 == "Gad1" ? 0 : $0 == "Vip" ? 3 : -1 })
    let report = GeneMatchReport(match, section: section, vocabulary: vocabulary)
    #expect(report.displaced == [.init(gene: "Gad2", vocabularyGene: "Gad1")])
    #expect(report.unmatched == ["Gad2"])
    #expect(
      report.description.hasSuffix(
        "; left out 1 that the gene table names like another measured gene: Gad2 as Gad1"))
  }

  @Test(
    "Of two genes that the table gives one name the first has it; a second name is tried before")
  func namedAlike() throws {
    let table = GeneTable(pairs: [("a", "Sst"), ("b", "Sst"), ("c", "Sst"), ("c", "Vip")])
    let match = try vocabulary.match(.panel(["a", "b", "c", "d"]), table: table)
    #expect(match.rows == [1, -1, 3, -1])
    #expect(match.displacedRows == [-1, 1, -1, -1])
  }

  @Test(
    "A gene that the table gives away is not found under its own name, nor made a gene of its own")
  func givenAway() throws {
    let table = GeneTable(pairs: [("Vip", "Sst")])
    let section = CellSection.panel(["Sst", "Vip"])
    #expect(try vocabulary.match(section, table: table).rows == [1, -1])
    let small = GeneVocabulary(genes: [Gene(name: "Sst")], species: .mouse)
    #expect(try small.extended(with: [section], table: table).genes.map(\.name) == ["Sst"])
    #expect(
      try GeneVocabulary(uniting: [section], table: table).genes.map(\.name) == ["Sst"])
  }

  @Test("Without a table nothing is left out for it")
  func notDisplaced() throws {
    let section = CellSection.panel(["Gad1", "ENSMUSG00000070880"])
    let match = try vocabulary.match(section)
    #expect(match.displacedRows == [-1, -1])
  }

  @Test("Too few genes, or none, are refused with examples")
  func refusal() throws {
    func report(_ names: [String]) throws -> GeneMatchReport {
      let section = CellSection.panel(names)
      return GeneMatchReport(
        try vocabulary.match(section), section: section, vocabulary: vocabulary)
    }
    try report(["Gad1", "x", "y", "z"]).require(share: 0.25, in: vocabulary)
    #expect(
      throws: SectionError(
        element: "section small",
        reason: .tooFewGenesMatched(share: 0.25, least: 0.3, examples: ["x", "y", "z"]))
    ) { try report(["Gad1", "x", "y", "z"]).require(share: 0.3, in: vocabulary) }
    #expect(
      throws: SectionError(
        element: "section small",
        reason: .noGeneInCommon(
          examples: ["x"], vocabularyExamples: ["Gad1", "Sst", "Pvalb", "Vip"]))
    ) { try report(["x"]).require(share: 0, in: vocabulary) }
  }
}
