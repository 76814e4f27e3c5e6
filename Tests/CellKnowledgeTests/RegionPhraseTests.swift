import CellKnowledge
import Testing

@Suite("Matching phrases to regions by words")
struct RegionPhraseTests {
  let store: KnowledgeStore

  init() throws { store = try BuiltInStore.get() }

  @Test(
    "A region's name, synonym, abbreviation or numeral is a full match",
    arguments: [
      ("white matter", "white matter"), ("corpus callosum", "white matter"),
      ("the white matter", "white matter"), ("layer VI", "cortical layer 6"),
      ("Layer vi", "cortical layer 6"), ("cortical layer 6", "cortical layer 6"),
      ("L6", "cortical layer 6"), ("layers II and III", "cortical layer 2/3"),
      ("DCIS", "cancer in situ"), ("tertiary lymphoid structures", "tertiary lymphoid structure"),
      ("blood vessels", "vessels"), ("germinal center", "germinal centre"),
    ])
  func whole(phrase: String, region: String) throws {
    let best = try #require(store.regionMatches(phrase).first)
    #expect(best.region.name == region)
    #expect(abs(best.score - 1) < 1e-12)
  }

  @Test("More words that are not the region's make the match weaker")
  func dilution() throws {
    let phrases = ["white matter", "white matter tracts", "white matter tracts with xylophones"]
    let scores = try phrases.map { phrase in
      try #require(store.regionMatches(phrase).first { $0.region.name == "white matter" }).score
    }
    #expect(scores[0] > scores[1] && scores[1] > scores[2])
  }

  @Test(
    "What names no region matches none",
    arguments: ["", " ", "of the", "神经元", "\"*^(", "qwertyuiop", "𝕏"])
  func nothing(phrase: String) {
    #expect(store.regionMatches(phrase).isEmpty)
  }

  @Test("A phrase of a megabyte is answered")
  func huge() {
    #expect(
      store.regionMatches(String(repeating: "white matter ", count: 80_000)).first?.region.name
        == "white matter")
  }
}
