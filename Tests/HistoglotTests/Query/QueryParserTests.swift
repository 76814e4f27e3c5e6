import Histoglot
import Testing

@Suite("Queries are taken apart before a text encoder sees them")
struct QueryParserTests {
  private static let genes = ["Plp1", "Gad1", "Gad2", "Mbp", "Rest", "Nkx2-1", "Vip"]

  /// Names of cells that a store also gives for genes and for words that stand beside them.
  private static let known: Set<String> = [
    "layer 4", "layer 2 or 3", "Gad1", "Gad2", "low Gad1", "high Gad2", "Gad1+", "Gad1 cells",
    "high Gad1 and high Gad2", "no Gad1", "Vip", "neuronal cells", "non-classical monocytes",
    "astrocytes", "low in neurons",
  ]
  /// Types of the section.
  private static let types: Set<String> = ["Vip"]

  private func terms(_ text: String) throws -> [QueryTerm] {
    let knowledge = SmallKnowledge()
    let parser = QueryParser(
      gene: { word, isCertain in
        Self.genes.first {
          $0 == word
            || (isCertain || word.contains(where: \.isNumber))
              && $0.lowercased() == word.lowercased()
        }
      },
      isKnown: {
        knowledge.cell(named: $0) != nil || knowledge.region(named: $0) != nil
          || Self.known.contains($0)
      },
      isType: { Self.types.contains($0) })
    return parser.terms(of: try QueryText(text))
  }

  private func gene(_ name: String, high: Bool = true) -> QueryTerm {
    QueryTerm(.gene(name, isHigh: high))
  }

  @Test(
    "Genes are named in many ways",
    arguments: [
      ("high Plp1", true), ("Plp1+", true), ("Plp1 high", true), ("cells expressing Plp1", true),
      ("high expression of plp1", true), ("PLP1", true), ("cells that express Plp1", true),
      ("Plp1 expression", true), ("low Plp1", false), ("Plp1-", false), ("Plp1 low", false),
      ("negative for Plp1", false), ("without Plp1", false), ("no Plp1 expression", false),
      ("Plp1hi", true), ("plp1lo", false), ("Plp1-expressing cells", true),
      ("Plp1 expressing cells", true), ("Plp1 negative cells", false), ("Plp1++", true),
    ])
  func genes(text: String, isHigh: Bool) throws {
    #expect(try terms(text) == [gene("Plp1", high: isHigh)])
  }

  @Test("A sign may belong to a gene's own name, and a word that is a gene's name may be a word")
  func genesLikeWords() throws {
    #expect(try terms("Nkx2-1") == [gene("Nkx2-1")])
    #expect(try terms("Nkx2-1-") == [gene("Nkx2-1", high: false)])
    #expect(try terms("rest") == [QueryTerm(.phrase("rest"))])
    #expect(try terms("high Xyz9") == [QueryTerm(.missingGene("Xyz9"))])
  }

  @Test("A gene of the panel with an operator is a gene, whatever cells are called after it")
  func genesAndNames() throws {
    #expect(try terms("low Gad1") == [gene("Gad1", high: false)])
    #expect(try terms("high Gad2") == [gene("Gad2")])
    #expect(try terms("Gad1+") == [gene("Gad1")])
    #expect(try terms("Gad1-") == [gene("Gad1", high: false)])
    #expect(try terms("high Gad1 and high Gad2") == [gene("Gad1"), gene("Gad2")])
    #expect(try terms("white matter and high Gad2").last == gene("Gad2"))
    // A word alone is a gene too, unless the section has a type of that name.
    #expect(try terms("Gad1") == [gene("Gad1")])
    #expect(try terms("Gad1 cells") == [QueryTerm(.phrase("Gad1 cells"))])
    #expect(try terms("Vip") == [QueryTerm(.phrase("Vip"))])
    #expect(try terms("high Vip") == [gene("Vip")])
  }

  @Test(
    "Several genes are listed with operators before or behind, or with signs",
    arguments: [
      "PLP1 high and Gad2 low", "Plp1+ Gad2-", "Plp1 high Gad2 low", "high Plp1 and low Gad2",
      "Plp1hi Gad2lo", "Plp1+, Gad2-", "low Gad2, high Plp1", "Plp1 positive and Gad2 negative",
    ])
  func listedGenes(text: String) throws {
    let found = try terms(text)
    #expect(found.count == 2)
    #expect(found.contains(gene("Plp1")) && found.contains(gene("Gad2", high: false)))
    #expect(try terms("Plp1 Gad2") == [gene("Plp1"), gene("Gad2")])
    #expect(
      try terms("white matter and Plp1 high and Gad2 low")
        == [QueryTerm(.phrase("white matter")), gene("Plp1"), gene("Gad2", high: false)])
  }

  @Test("'or' asks for either, and after 'not' for neither")
  func either() throws {
    #expect(
      try terms("layer 4 or white matter")
        == [QueryTerm(.anyOf([.phrase("layer 4"), .phrase("white matter")]))])
    #expect(
      try terms("high Plp1 or low Gad1 or neurons")
        == [
          QueryTerm(
            .anyOf([.gene("Plp1", isHigh: true), .gene("Gad1", isHigh: false), .phrase("neurons")]))
        ])
    #expect(
      try terms("neurons near vessels or microglia")
        == [
          QueryTerm(.phrase("neurons"), near: .anyOf([.phrase("vessels"), .phrase("microglia")]))
        ])
    #expect(try terms("layer 2 or 3") == [QueryTerm(.phrase("layer 2 or 3"))])
    let neither = ["neurons", "microglia"].map { QueryTerm(.phrase($0), isNegated: true) }
    for text in ["neither neurons nor microglia", "not neurons or microglia"] {
      #expect(try terms(text) == neither, "\(text)")
    }
    #expect(
      try terms("neurons near vessels or microglia near white matter").map(\.subject)
        == [.tooIntricate("neurons near vessels or microglia near white matter")])
  }

  @Test(
    "Absence is said in many ways",
    arguments: [
      "everything but neurons", "everything except neurons", "all but neurons", "no neurons",
      "absent neurons", "absence of neurons", "lack of neurons", "free from neurons",
      "there are no neurons", "anything but the neurons", "cells other than neurons",
      "low in neurons", "areas low in neurons", "lacking neurons", "lacking in neurons",
      "without neurons", "depleted of neurons", "scarce in neurons", "poor in neurons",
      "where neurons are scarce", "neurons-depleted",
    ])
  func absence(text: String) throws {
    #expect(try terms(text) == [QueryTerm(.phrase("neurons"), isNegated: true)])
  }

  @Test("'non-' negates, unless it belongs to a name")
  func prefixes() throws {
    #expect(
      try terms("non-neuronal cells") == [QueryTerm(.phrase("neuronal cells"), isNegated: true)])
    #expect(try terms("nonneuronal cells") == terms("non-neuronal cells"))
    #expect(
      try terms("non-classical monocytes") == [QueryTerm(.phrase("non-classical monocytes"))])
  }

  @Test("'near' may follow 'near'")
  func nearBoth() throws {
    #expect(
      try terms("microglia near neurons near vessels")
        == [
          QueryTerm(.phrase("microglia"), near: .phrase("neurons")),
          QueryTerm(.phrase("microglia"), near: .phrase("vessels")),
        ])
  }

  @Test("'and' joins what is known on both sides, and stays inside names and descriptions")
  func conjunctions() throws {
    #expect(
      try terms("high Plp1 and low Gad1") == [gene("Plp1"), gene("Gad1", high: false)])
    #expect(
      try terms("low Gad1 and Gad2") == [gene("Gad1", high: false), gene("Gad2", high: false)])
    #expect(
      try terms("internal capsule and caudoputamen")
        == [QueryTerm(.phrase("internal capsule and caudoputamen"))])
    #expect(
      try terms("the internal capsule and caudoputamen and white matter").map(\.subject)
        == [.phrase("internal capsule and caudoputamen"), .phrase("white matter")])
    let description = "a thin sheet of membranes and the fluid under it"
    #expect(try terms(description) == [QueryTerm(.phrase(String(description.dropFirst(2))))])
    #expect(
      try terms("white matter, microglia & Mbp")
        == [QueryTerm(.phrase("white matter")), QueryTerm(.phrase("microglia")), gene("Mbp")])
  }

  @Test("Negation is taken out of words, and goes on through a list after 'without'")
  func negation() throws {
    #expect(try terms("not white matter") == [QueryTerm(.phrase("white matter"), isNegated: true)])
    #expect(
      try terms("white matter without neurons or microglia")
        == [
          QueryTerm(.phrase("white matter")), QueryTerm(.phrase("neurons"), isNegated: true),
          QueryTerm(.phrase("microglia"), isNegated: true),
        ])
    #expect(
      try terms("not white matter and microglia")
        == [
          QueryTerm(.phrase("white matter"), isNegated: true), QueryTerm(.phrase("microglia")),
        ])
    #expect(try terms("not without neurons") == [QueryTerm(.phrase("neurons"))])
    #expect(try terms("no T cells") == [QueryTerm(.phrase("T cells"), isNegated: true)])
  }

  @Test("'rich in' and '-rich' ask for what is there, 'few' for what is not")
  func composition() throws {
    #expect(try terms("rich in interneurons") == [QueryTerm(.phrase("interneurons"))])
    #expect(try terms("regions rich in interneurons") == [QueryTerm(.phrase("interneurons"))])
    #expect(try terms("microglia-rich") == [QueryTerm(.phrase("microglia"))])
    #expect(
      try terms("layer 4 with few neurons")
        == [QueryTerm(.phrase("layer 4")), QueryTerm(.phrase("neurons"), isNegated: true)])
    #expect(
      try terms("corpus callosum rich in microglia").map(\.subject)
        == [.phrase("corpus callosum"), .phrase("microglia")])
  }

  @Test("'near' joins what is known, and stays inside descriptions")
  func nearness() throws {
    #expect(
      try terms("microglia near vessels")
        == [QueryTerm(.phrase("microglia"), near: .phrase("vessels"))])
    #expect(
      try terms("Mbp next to the white matter")
        == [QueryTerm(.gene("Mbp", isHigh: true), near: .phrase("white matter"))])
    #expect(try terms("cells near vessels") == [QueryTerm(.anything, near: .phrase("vessels"))])
    #expect(
      try terms("microglia far from vessels")
        == [
          QueryTerm(.phrase("microglia")),
          QueryTerm(.anything, isNegated: true, near: .phrase("vessels")),
        ])
    #expect(
      try terms("no microglia near vessels")
        == [QueryTerm(.phrase("microglia"), isNegated: true, near: .phrase("vessels"))])
    #expect(
      try terms("neurons near the midline")
        == [QueryTerm(.phrase("neurons near the midline"))])
  }

  @Test(
    "Text that holds no word is refused",
    arguments: ["", "   ", "\u{0}\u{7}\u{1B}[", "?!…", "🧠🔬", "--", "&&&", "\u{202E}\u{200B}"])
  func noWords(text: String) {
    #expect(throws: QueryError(place: "the query", reason: .noWords)) { try QueryText(text) }
  }

  @Test("A megabyte is refused on one line")
  func tooLong() throws {
    let error = try #require(throws: QueryError.self) {
      try QueryText(String(repeating: "white matter ", count: 80_000))
    }
    #expect(error.reason == .tooLong(bytes: 1_040_000, most: QueryText.mostBytes))
    #expect(!error.description.contains("\n"))
  }

  @Test("Control characters, other widths and long dashes do not change what is asked")
  func plainText() throws {
    #expect(try terms("white\u{0}\n\tmatter\u{202E}") == [QueryTerm(.phrase("white matter"))])
    #expect(try terms("ｗｈｉｔｅ　ｍａｔｔｅｒ") == [QueryTerm(.phrase("white matter"))])
    #expect(try terms("Plp1−") == [gene("Plp1", high: false)])
    #expect(try QueryText("a\u{1B}[0m'; DROP TABLE x; --\"<b>").text.contains("\u{1B}") == false)
  }

  @Test(
    "Many joining words end soon",
    arguments: ["not ", "and ", "no and ", "near ", "high ", "a, ", "without or ", "rich in "])
  func repetition(word: String) throws {
    let text = String(repeating: word, count: QueryText.mostBytes / word.utf8.count - 8) + "neurons"
    #expect(try !terms(text).isEmpty)
  }
}
