import Autodiff
import CellSections
import Foundation
import Histoglot
import Testing

@Suite("Queries over sections")
struct TissueQueryTests {
  private let planted = PlantedRegions()

  @Test("A gene's hot spot is found where it was planted, and chance does not make it")
  func hotSpot() throws {
    let answer = try PlantedRegions.answer("high Hot1", planted.section)
    let region = try #require(answer.regions.first)
    #expect(answer.regions.count == 1)
    #expect(abs(region.pValue - 1.0 / 40) < 1e-12)
    // Neighbourhoods half as wide as the disc smear its border, and the region is drawn at half of its height: rather
    // too small than too large.
    #expect(overlap(answer.isInside, planted.isHot) > 0.55)
    let inside = answer.isInside.indices.filter { answer.isInside[$0] }
    #expect(Double(inside.count { planted.isHot[$0] }) > 0.9 * Double(inside.count))
    #expect(region.genes.first?.name == "Hot1")
    let disc = PlantedRegions.disc
    #expect(hypot(region.centroid.x - disc.x, region.centroid.y - disc.y) < disc.radius / 4)
    let area = Double.pi * disc.radius * disc.radius
    #expect((0.55...1.1).contains(region.area / area), "\(region.area) for \(area)")
    #expect(region.areaUnit == "µm²")
  }

  @Test("The same cells in shuffled places have no region", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func shuffled(seed: UInt64) throws {
    let section = PlantedRegions(seed: seed, shuffled: true).section
    let answer = try PlantedRegions.answer("high Hot1", section)
    #expect(answer.regions.isEmpty)
    let noMatch = try #require(answer.noMatch)
    #expect("\(noMatch)".hasPrefix("No good match"))
  }

  @Test("Each cell above the threshold is of a region, or counted among those left out")
  func leftOut() throws {
    var hasLeftOut = false
    let shuffled = PlantedRegions(seed: 1, shuffled: true).section
    for (text, section) in [
      ("high Hot1", planted.section), ("neurons near vessels", planted.section),
      ("high Hot1", shuffled),
    ] {
      let answer = try PlantedRegions.answer(text, section)
      let above = answer.scores.joined().count { $0 >= answer.threshold }
      let kept = answer.regions.reduce(0) { $0 + $1.cells.count }
      let left = answer.leftOut
      #expect(above == kept + left.small.cells + left.likelyChance.cells + left.further.cells)
      #expect(left.small.cells < left.small.groups * 10 || left.small.groups == 0, "\(left)")
      hasLeftOut = hasLeftOut || left.small.groups + left.likelyChance.groups > 0
    }
    #expect(hasLeftOut)
  }

  @Test("A region is known by the company of its cells")
  func company() throws {
    let answer = try PlantedRegions.answer("corpus callosum", planted.section)
    #expect(overlap(answer.isInside, planted.isBand) > 0.8)
    let region = try #require(answer.regions.first)
    #expect(region.composition.first?.name == "oligodendrocyte")
    #expect((region.composition.first?.share ?? 0) > 0.7)
    #expect((region.composition.first?.elsewhere ?? 1) < 0.1)
  }

  @Test("Turning and mirroring a section changes no region", arguments: [0.3, 1.2, 2.9])
  func rotation(angle: Double) throws {
    for text in ["high Hot1", "white matter", "neurons near vessels"] {
      let answer = try PlantedRegions.answer(text, planted.section)
      let turned = try PlantedRegions.answer(
        text, planted.turned(by: angle, mirrored: angle > 1))
      let same = zip(answer.regionOfCell[0], turned.regionOfCell[0]).count { $0 == $1 }
      #expect(Double(same) >= 0.999 * Double(planted.section.cellCount), "\(text)")
    }
  }

  @Test("Permuting cells permutes the answer")
  func permutation() throws {
    var generator = SeededGenerator(seed: 8)
    let order = Array(0..<planted.section.cellCount).shuffled(using: &generator)
    let shuffled = planted.section.selectingCells(order)
    for text in ["high Hot1 and not white matter", "microglia near vessels"] {
      let answer = try PlantedRegions.answer(text, planted.section)
      let other = try PlantedRegions.answer(text, shuffled)
      // Means over all cells are summed in another order.
      let gaps = zip(order.map { answer.scores[0][$0] }, other.scores[0]).map { abs($0 - $1) }
      #expect((gaps.max() ?? 1) < 1e-9)
      #expect(order.map { answer.regionOfCell[0][$0] } == other.regionOfCell[0])
      #expect(answer.regions.map(\.pValue) == other.regions.map(\.pValue))
      #expect(answer.regions.map(\.shape) == other.regions.map(\.shape))
    }
  }

  @Test("The number of threads changes no bit")
  func threads() throws {
    let one = try PlantedRegions.answer("neurons", planted.section, PlantedRegions.options(1))
    let four = try PlantedRegions.answer("neurons", planted.section, PlantedRegions.options(4))
    #expect(one == four)
  }

  @Test("'not' turns the ranking around", arguments: ["white matter", "high Hot1", "microglia"])
  func negation(text: String) throws {
    let query = try PlantedRegions.query(planted.section)
    let plain = try #require(try query.scores(query.interpret(text)))
    let negated = try #require(try query.scores(query.interpret("not \(text)")))
    for (a, b) in zip(plain[0], negated[0]) { #expect(abs(a + b) < 1e-9) }
  }

  @Test("'and' asks for both, 'without' takes out")
  func conjunction() throws {
    let query = try PlantedRegions.query(planted.section)
    let both = try #require(
      try query.scores(query.interpret("high Hot1 and white matter")))[0]
    let hot = try #require(try query.scores(query.interpret("high Hot1")))[0]
    let without = try #require(
      try query.scores(query.interpret("high Hot1 without neurons")))[0]
    let inside = planted.isHot.indices.filter { planted.isHot[$0] }
    func mean(_ values: [Double]) -> Double {
      inside.reduce(0) { $0 + values[$1] } / Double(inside.count)
    }
    #expect(mean(hot) > 1.5)
    #expect(mean(both) < 0.8)
    #expect(mean(without) < 0.8)
  }

  @Test("'near' finds cells beside others, and 'far from' the rest")
  func nearness() throws {
    let near = try PlantedRegions.answer("cells near vessels", planted.section)
    let places = try #require(planted.section.coordinates)
    let distance = places.x.indices.map {
      hypot(max(0, 150 - places.x[$0]), places.y[$0] - 500)
    }
    let inside = near.isInside
    #expect(inside.contains(true))
    for cell in inside.indices where inside[cell] { #expect(distance[cell] < 120) }
    let far = try PlantedRegions.answer("neurons far from vessels", planted.section)
    for cell in far.isInside.indices where far.isInside[cell] { #expect(distance[cell] > 20) }
  }

  @Test("The interpretation says in plain words what was understood")
  func interpretation() throws {
    let query = try PlantedRegions.query(planted.section)
    let said = try query.interpret("corpus callosum, high hot1 and no T cells").description
    for part in [
      "query: corpus callosum, high hot1 and no T cells",
      "region 'corpus callosum' = white matter, known by", "high expression of Hot1",
      "not 'T cells' is known as",
    ] { #expect(said.contains(part), "\(part) in: \(said)") }
  }

  @Test("What is not there has no match, and what could be asked is said")
  func unknown() throws {
    let absent = try PlantedRegions.answer("T cells", planted.section)
    #expect(absent.regions.isEmpty && absent.noMatch != nil)
    #expect("\(try #require(absent.noMatch))".contains("none of the section's types"))
    let region = try PlantedRegions.answer("glomerulus", planted.section)
    #expect("\(try #require(region.noMatch))".hasPrefix("No good match: 'glomerulus' is known"))
    let gene = try PlantedRegions.answer("high Hot2", planted.section)
    #expect("\(try #require(gene.noMatch))".contains("nearest: Hot1"))
    let typo = try PlantedRegions.answer("oligodendrocite", planted.section)
    #expect("\(try #require(typo.noMatch))".contains("oligodendrocyte"))
  }

  @Test("Who asks for a part of a broad type is told of the type, not given the whole of it")
  func broaderType() throws {
    let answer = try PlantedRegions.answer("interneurons", planted.section)
    #expect(answer.regions.isEmpty)
    let said = "\(try #require(answer.noMatch))"
    #expect(said.contains("the section's types tell only what it is a kind of; nearest: neuron"))
  }

  @Test("Of alternatives, one that no type stands for is passed over, and said to be")
  func alternativeNotHere() throws {
    let both = try PlantedRegions.answer("T cells or white matter", planted.section)
    let one = try PlantedRegions.answer("white matter", planted.section)
    #expect(both.scores == one.scores && !both.regions.isEmpty)
    #expect("\(both.interpretation)".contains("'T cells' is known as T cell, but none"))
    let neither = try PlantedRegions.answer("T cells or glomerulus", planted.section)
    #expect(neither.regions.isEmpty && neither.noMatch != nil)
  }

  @Test("Regions that the same cells stand for are said to be alike")
  func alikeRegions() throws {
    var knowledge = SmallKnowledge()
    knowledge.regions.append(
      KnownRegion(name: "amygdala", company: [.init(cells: "neuron", weight: 0.7)]))
    let query = try TissueQuery(
      [planted.section],
      types: CellTypeEvidence(labels: "cell_type", of: [planted.section]), knowledge: knowledge,
      options: PlantedRegions.options())
    let said = "\(try query.interpret("amygdala"))"
    #expect(said.contains("these cells do not tell it from internal capsule and caudoputamen"))
    #expect(!"\(try query.interpret("white matter"))".contains("do not tell it"))
  }

  @Test(
    "Hostile text is answered on one line or refused",
    arguments: [
      "'; DROP TABLE terms; --", "\" OR 1=1", "NEAR(a b)", "*", "name:*",
      "<script>alert(1)</script>",
      "{\"a\": [1, 2", "=cmd|' /C calc'!A0", "%s%n%x", "../../etc/passwd", "🧠🧠🧠 cells",
      "白质", "белое вещество", "المادة البيضاء", "שלום", "\u{0}\u{1}\u{1B}]0;x\u{7}",
      "e\u{301}\u{301}\u{301}\u{301}", "not not not not", "and and and", "near near near",
      "high low high low", "without", "+ + - -", "1e308", "NaN", "null", "$(rm -rf /)", "``",
      String(repeating: "a", count: 1999), String(repeating: "é", count: 999),
      String(repeating: "not ", count: 400), String(repeating: "x and ", count: 300),
    ])
  func hostile(text: String) throws {
    let query = try PlantedRegions.query(planted.section)
    do {
      let interpretation = try query.interpret(text)
      let answer = try query.answer(interpretation)
      #expect(answer.noMatch != nil)
      let lines = "\(try #require(answer.noMatch))"
      #expect(lines.hasPrefix("No good match") && !lines.contains("\n"))
      #expect(!lines.unicodeScalars.contains { $0.properties.generalCategory == .control })
    } catch let error as QueryError {
      #expect(!error.description.contains("\n"))
    }
  }

  @Test("Words with no name are understood by meaning, and nonsense is not")
  func meaning() throws {
    // A vector for each of three subjects, by the words of a text.
    func vectors(_ texts: [String]) -> (values: [Float], width: Int) {
      let rows = texts.map { text -> [Float] in
        if ["myelin", "white matter", "fatty sheaths"].contains(where: text.contains) {
          return [1, 0, 0]
        }
        if text.contains("neuron") { return [0, 1, 0] }
        return [0, 0, 1]
      }
      return (rows.flatMap { $0 }, 3)
    }
    let query = try PlantedRegions.query(planted.section, sentences: vectors)
    let found = try query.interpret("axons in fatty sheaths")
    guard case .region(let region) = found.terms[0].meaning else {
      Issue.record("\(found)")
      return
    }
    #expect(region.name == "white matter" && region.recognition == .meaning(cosine: 1))
  }

  @Test("Words between two meanings mean either, by how near they are, and are drawn between them")
  func alternatives() throws {
    // The words lie between white matter and neurons, somewhat nearer to neurons.
    func vectors(_ texts: [String]) -> (values: [Float], width: Int) {
      let rows = texts.map { text -> [Float] in
        if ["myelin", "white matter"].contains(where: text.contains) { return [1, 0, 0] }
        if text.contains("neuron") { return [0, 1, 0] }
        return text == "cables" ? [0.6, 0.62, 0.505569] : [0, 0, -1]
      }
      return (rows.flatMap { $0 }, 3)
    }
    let options = PlantedRegions.options()
    let query = try PlantedRegions.query(planted.section, options, sentences: vectors)
    let meaning = try query.interpret("cables").terms[0].meaning
    guard case .oneOf(let either) = meaning, either.count == 2 else {
      Issue.record("\(meaning)")
      return
    }
    guard case .cells(let neurons) = either[0].meaning, case .region = either[1].meaning else {
      Issue.record("\(meaning)")
      return
    }
    #expect(neurons.types == ["neuron"])
    // softmax of .62/.05 and .6/.05
    let odds = exp(-0.02 / options.cosineScale)
    #expect(abs(either[0].weight - 1 / (1 + odds)) < 1e-5)
    #expect(abs(either[0].weight + either[1].weight - 1) < 1e-12)
    #expect("\(meaning)".contains(", or region 'cables' = white matter by meaning, 0.60"))
    var sure = options
    sure.mostAlternatives = 1
    let one = try PlantedRegions.query(planted.section, sure, sentences: vectors)
    #expect(try one.interpret("cables").terms[0].meaning == either[0].meaning)
  }

  @Test("Words that mean nothing known but hold a name mean what the longest name in them does")
  func nameInside() throws {
    let query = try PlantedRegions.query(planted.section)
    let meaning = try query.interpret("my favourite corpus callosum stuff").terms[0].meaning
    guard case .region(let region) = meaning else {
      Issue.record("\(meaning)")
      return
    }
    #expect(region.name == "white matter")
    #expect(region.recognition == .nameInside("corpus callosum"))
    #expect("\(meaning)".contains("since it holds the name 'corpus callosum'"))
  }

  @Test("Words that name a layer never mean another, and no layer that there is not")
  func layers() throws {
    // An encoder to which all is much the same.
    func vectors(_ texts: [String]) -> (values: [Float], width: Int) {
      (texts.flatMap { _ in [Float(1), 0] }, 2)
    }
    func meaning(_ words: String, names: [String]) throws -> QueryMeaning {
      var knowledge = SmallKnowledge()
      knowledge.cells = []
      knowledge.regions = zip(names, ["oligodendrocyte", "neuron", "endothelial cell"]).map {
        KnownRegion(
          name: $0, definition: "A sheet.", company: [.init(cells: $1, weight: 1)])
      }
      var options = PlantedRegions.options()
      options.mostAlternatives = 20
      let query = try TissueQuery(
        [planted.section], types: CellTypeEvidence(labels: "cell_type", of: [planted.section]),
        knowledge: knowledge, sentences: vectors, options: options)
      return try query.interpret(words).terms[0].meaning
    }
    let both = ["cortical layer 4", "cortical layer 5"]
    for words in ["some layer V", "some layers IV/V"] {
      let found = "\(try meaning(words, names: both))"
      #expect(found.contains("cortical layer 5"), "\(found)")
      #expect(found.contains("cortical layer 4") == words.contains("IV"), "\(found)")
    }
    guard case .unknown = try meaning("some layer 7", names: both + ["sheet"]) else {
      Issue.record("there is no layer 7")
      return
    }
    #expect("\(try meaning("sheet by layer 6", names: both + ["sheet"]))".contains("= sheet"))
  }

  @Test("Either of two regions has the cells that each has alone")
  func alternativesAreCutAlone() throws {
    let alone = try ["high Hot1", "white matter"].map {
      try PlantedRegions.answer($0, planted.section)
    }
    let either = try PlantedRegions.answer("high Hot1 or white matter", planted.section)
    let wanted = zip(alone[0].isAbove, alone[1].isAbove).map { $0 || $1 }
    #expect(alone.allSatisfy { $0.isAbove.contains(true) } && either.isAbove == wanted)
    #expect(abs(alone[0].threshold - alone[1].threshold) > 0.05, "a common cut would do")
  }

  @Test("A section whose counts are all 0 is refused, unless labels say what its cells are")
  func noCounts() throws {
    var section = planted.section
    section.counts = CountMatrix(
      rowStarts: [Int](repeating: 0, count: section.cellCount + 1), columns: [], values: [],
      columnCount: section.genes.count)
    var types = try CellTypeEvidence(labels: "cell_type", of: [section])
    _ = try TissueQuery([section], types: types, knowledge: SmallKnowledge())
    for source in [CellTypeEvidence.Source.alignment("cell_type"), .model("cell_type"), .markers] {
      types.source = source
      #expect(throws: QueryError(place: "planted", reason: .noCounts)) {
        try TissueQuery([section], types: types, knowledge: SmallKnowledge())
      }
    }
  }

  @Test("Sections without places and with too few cells are refused")
  func refusals() throws {
    var section = planted.section
    section.coordinates = nil
    #expect(throws: QueryError(place: "section planted", reason: .noCoordinates)) {
      try PlantedRegions.query(section)
    }
    #expect(throws: QueryError.self) {
      try PlantedRegions.query(planted.section.selectingCells(Array(0..<5)))
    }
    #expect(throws: QueryError.self) {
      try CellTypeEvidence(labels: "nothing", of: [planted.section])
    }
  }
}

extension QueryAnswer {
  /// Whether each cell of the first section scores as one of a region does.
  fileprivate var isAbove: [Bool] { scores[0].map { $0 >= threshold } }
}
