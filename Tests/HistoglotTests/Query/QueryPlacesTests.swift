import Histoglot
import Testing

@Suite("Queries say where, and in which layers")
struct QueryPlacesTests {
  private static let layers = (1...6).map { "layer \($0)" }

  private func terms(_ text: String) throws -> [QueryTerm] {
    let knowledge = SmallKnowledge()
    let known = { (words: String) in Self.layers.contains(words) || words == "layers 2 and 3" }
    let isPlace = { (words: String) in known(words) || knowledge.region(named: words) != nil }
    let parser = QueryParser(
      gene: { word, _ in ["Plp1", "Gad2"].first { $0 == word } },
      isKnown: { isPlace($0) || knowledge.cell(named: $0) != nil }, isPlace: isPlace)
    return parser.terms(of: try QueryText(text))
  }

  private func layers(_ numbers: [Int]) -> QueryTerm {
    QueryTerm(.anyOf(numbers.map { .phrase("layer \($0)") }))
  }

  @Test(
    "What lies in a region must be both",
    arguments: ["in", "within", "inside", "in the", "of", "of the"])
  func inside(word: String) throws {
    let cells = QueryTerm(.phrase("microglia"))
    #expect(
      try terms("microglia \(word) white matter") == [cells, QueryTerm(.phrase("white matter"))])
    #expect(try terms("microglia \(word) layer 4") == [cells, QueryTerm(.phrase("layer 4"))])
  }

  @Test("Places hold genes, what must not be there, and lists; parts of regions stay whole")
  func more() throws {
    let matter = QueryTerm(.phrase("white matter"))
    #expect(
      try terms("high Plp1 in white matter") == [QueryTerm(.gene("Plp1", isHigh: true)), matter])
    #expect(
      try terms("no microglia in white matter")
        == [QueryTerm(.phrase("microglia"), isNegated: true), matter])
    #expect(try terms("cells in white matter") == [matter])
    #expect(
      try terms("microglia in layers 5 and 6") == [
        QueryTerm(.phrase("microglia")), layers([5, 6]),
      ])
    #expect(try terms("edge of white matter") == [QueryTerm(.phrase("edge of white matter"))])
    #expect(try terms("vessels of white matter") == [QueryTerm(.phrase("vessels of white matter"))])
    #expect(try terms("jazz in white matter") == [QueryTerm(.phrase("jazz in white matter"))])
  }

  @Test(
    "Lists and ranges of layers mean any of them",
    arguments: [
      ("layers 5 and 6", [5, 6]), ("layers 2 to 4", [2, 3, 4]), ("layers 2-4", [2, 3, 4]),
      ("layers 1, 3 and 5", [1, 3, 5]), ("between layer 4 and layer 6", [4, 5, 6]),
      ("layers IV and V", [4, 5]), ("layers II-IV", [2, 3, 4]), ("layer 4 to layer 6", [4, 5, 6]),
      ("cortical layers 5 and 6", [5, 6]),
    ])
  func lists(text: String, numbers: [Int]) throws {
    #expect(try terms(text) == [layers(numbers)])
    #expect(try terms("\(text) and high Plp1").first == layers(numbers))
  }

  @Test("Known names of several layers, and layers that there are not, stay as they are")
  func names() throws {
    #expect(try terms("layers 2 and 3") == [QueryTerm(.phrase("layers 2 and 3"))])
    for text in ["layers 6 to 9", "layers 4-2", "border between layer 4 and layer 5"] {
      #expect(try terms(text).allSatisfy { if case .anyOf = $0.subject { false } else { true } })
    }
  }

  @Test("Genes lie near genes, and a distance means near and is said not to be used")
  func near() throws {
    #expect(
      try terms("high Plp1 near high Gad2")
        == [
          QueryTerm(.gene("Plp1", isHigh: true), near: .gene("Gad2", isHigh: true))
        ])
    for text in ["within 50 \u{B5}m of", "within 50um of", "less than 20 microns from"] {
      let found = try terms("microglia \(text) vessels")
      #expect(found.count == 1 && found[0].near == .phrase("vessels"), "\(found)")
      #expect(found[0].notUsed != nil)
    }
    let said = try PlantedRegions.query(PlantedRegions().section)
      .interpret("microglia within 50 \u{B5}m of vessels")
    #expect("\(said)".contains("is not used, it means near"))
  }

  @Test("Parentheses that would change the meaning are refused, those that do not are read")
  func parentheses() throws {
    #expect(
      try terms("high Plp1 and (microglia or vessels)").last
        == QueryTerm(.anyOf([.phrase("microglia"), .phrase("vessels")])))
    #expect(try terms("(white matter)") == [QueryTerm(.phrase("white matter"))])
    for text in [
      "(microglia and vessels) or white matter", "not (microglia and vessels)",
      "vessels or (microglia without white matter)",
    ] {
      let error = try #require(throws: QueryError.self) { try QueryText(text) }
      #expect(error.reason == .grouped && "\(error)".contains("one part at a time"))
    }
  }
}
