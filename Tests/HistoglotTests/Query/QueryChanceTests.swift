import Autodiff
import CellSections
import Foundation
import Histoglot
import Testing

@Suite("Regions of queries and what chance makes")
struct QueryChanceTests {
  private let planted = PlantedRegions()

  @Test(
    "Cells in shuffled places have no more regions than p says, whatever is joined",
    arguments: [
      "near vessels", "not near vessels", "neurons near white matter", "high Plp1 near vessels",
      "neurons far from oligodendrocytes", "white matter", "not microglia",
      "white matter and not high Hot1", "high Hot1 and high Plp1", "microglia or high Hot1",
      "neither microglia nor vessels",
    ])
  func shuffled(text: String) throws {
    var options = PlantedRegions.options()
    options.permutations = 19
    // 3 of 12 or more by chance of 1 in 20: once in 50 times.
    let found = try (1...12).count { seed in
      let section = PlantedRegions(cells: 500, seed: UInt64(seed), shuffled: true).section
      return try !PlantedRegions.answer(text, section, options).regions.isEmpty
    }
    #expect(found < 4, "\(found) of 12")
  }

  @Test(
    "What lies together is found through terms that oppose one another",
    arguments: [
      "high Hot1 and not white matter", "high Hot1 and not high Plp1",
      "high Hot1 and not microglia",
      "high Hot1 and not near oligodendrocytes",
    ])
  func opposed(text: String) throws {
    let answer = try PlantedRegions.answer(text, planted.section)
    #expect(
      overlap(answer.isInside, planted.isHot) > 0.6, "\(overlap(answer.isInside, planted.isHot))")
    #expect(answer.threshold > 0)
  }

  @Test("'or' finds both, each where it is planted")
  func either() throws {
    let answer = try PlantedRegions.answer("high Hot1 or white matter", planted.section)
    let either = zip(planted.isHot, planted.isBand).map { $0 || $1 }
    let inside = answer.isInside.indices.filter { answer.isInside[$0] }
    #expect(Double(inside.count { either[$0] }) > 0.9 * Double(inside.count))
    #expect(inside.count { planted.isHot[$0] } > 30 && inside.count { planted.isBand[$0] } > 30)
    let said = try PlantedRegions.query(planted.section).interpret("high Hot1 or white matter")
    #expect("\(said)".contains("either high expression of Hot1, or region 'white matter'"))
    // Whichever fits best, not the mean of both, each measured by where its own region begins.
    let alone = try ["high Hot1", "white matter"].map {
      try PlantedRegions.answer($0, planted.section)
    }
    let least = min(alone[0].threshold, alone[1].threshold)
    let parts = alone.map { part in part.scores[0].map { $0 * (least / part.threshold) } }
    #expect(answer.scores[0] == zip(parts[0], parts[1]).map { max($0, $1) })
    #expect(answer.threshold == least)
  }

  @Test("A rare region is not drawn far larger than it is")
  func rareRegion() throws {
    // The vessel holds 3 % of the cells, the score is averaged over 30.
    let answer = try PlantedRegions.answer("vessels", planted.section)
    let scores = answer.scores[0].sorted()
    let peak = scores[Int(0.99 * Double(scores.count - 1))]
    #expect(answer.threshold >= (scores[scores.count / 2] + peak) / 2)
    let places = try #require(planted.section.coordinates)
    #expect(answer.isInside.contains(true))
    for cell in answer.isInside.indices where answer.isInside[cell] {
      #expect(abs(places.y[cell] - 500) < 60)
    }
  }

  @Test("Where a neighbourhood is the whole section, no place is told from another")
  func smallSections() throws {
    let parts = [(1, 24), (2, 28)].map { seed, cells in
      PlantedRegions(cells: cells, seed: UInt64(seed)).section
    }
    var options = PlantedRegions.options()
    options.smoothingCells = 50
    let query = try TissueQuery(
      parts, types: CellTypeEvidence(labels: "cell_type", of: parts), knowledge: SmallKnowledge(),
      options: options)
    for text in ["neurons", "high Plp1", "white matter", "microglia and not neurons"] {
      let answer = try query.answer(query.interpret(text))
      #expect(answer.regions.isEmpty, "\(text): \(answer.regions.map(\.pValue))")
    }
  }

  @Test("A p-value of 1 is written as such")
  func certainty() {
    #expect("\(NoMatch.nothingButChance(least: 1))".contains("(p 1.000)"))
    #expect("\(NoMatch.nothingButChance(least: 0.0549))".contains("(p 0.055)"))
    #expect("\(NoMatch.nothingButChance(least: 0.2))".contains("(p 0.200)"))
  }

  @Test("What must not be there and is of no type is left out, and that is said")
  func absentTypes() throws {
    let query = try PlantedRegions.query(planted.section)
    let all = try query.interpret("white matter without T cells")
    #expect(all.unknown.isEmpty)
    #expect("\(all)".contains("so this holds everywhere"))
    #expect(try query.scores(all) == query.scores(query.interpret("white matter")))
    let answer = try query.answer(query.interpret("without T cells"))
    #expect("\(try #require(answer.noMatch))".hasPrefix("No good match: 'T cells' is known"))
    #expect(try !query.interpret("white matter and T cells").unknown.isEmpty)
  }

  @Test(
    "Words of grammar and short forms in small letters name nothing",
    arguments: [
      "a bottle in the kitchen", "what is the weather in Paris", "rich in", "in",
      "to be or not to be",
      "he and I went out with a dog", "what is the weather IN Paris today",
    ])
  func nonsense(text: String) throws {
    var knowledge = SmallKnowledge()
    knowledge.abbreviations = ["in": "neuron"]
    let query = try TissueQuery(
      [planted.section], types: CellTypeEvidence(labels: "cell_type", of: [planted.section]),
      knowledge: knowledge, options: PlantedRegions.options())
    let answer = try query.answer(query.interpret(text))
    #expect("\(try #require(answer.noMatch))".hasPrefix("No good match: nothing known is called"))
    #expect(try query.interpret("IN").unknown.isEmpty)
    #expect(try query.interpret("dense IN").unknown.isEmpty)
  }
}
