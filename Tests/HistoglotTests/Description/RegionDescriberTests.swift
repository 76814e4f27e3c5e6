import Autodiff
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import SectionSimulator
import Testing

@Suite("Descriptions of regions")
struct RegionDescriberTests {
  private let planted = PlantedRegions()

  private static func describer(
    _ section: CellSection, vectors: CellTextVectors? = nil,
    _ change: (inout DescriptionOptions) -> Void = { _ in }
  ) throws -> RegionDescriber {
    var options = DescriptionOptions()
    options.permutations = 199
    options.threads = 2
    change(&options)
    return try RegionDescriber(
      section, types: CellTypeEvidence(labels: "cell_type", of: [section]),
      knowledge: SmallKnowledge(), regions: SmallKnowledge().regions, vectors: vectors,
      options: options)
  }

  private static let cortex = Result {
    try simulate(SimulationRecipe(cells: 2000, genes: 100, seed: 2))[0]
  }

  /// The band of oligodendrocytes.
  private var band: RegionSelection {
    .cells(planted.isBand.indices.filter { planted.isBand[$0] }.map { "cell-\($0)" })
  }

  // MARK: - What is said

  @Test(
    "The types and markers of a simulated layer come first in its description",
    arguments: [
      ("L2/3", "L2/3 IT", "Cux1"), ("L4", "L4 IT", "Rorb"), ("L5", "L5 IT", "Fezf2"),
      ("L6", "L6 CT", "Foxp2"), ("WM", "Oligo", "Plp1"),
    ])
  func layers(layer: String, type: String, marker: String) throws {
    let section = try Self.cortex.get()
    let description = try Self.describer(section) { $0.permutations = 999 }(
      .label(key: "region", value: layer))
    let first = try #require(description.types.first)
    #expect(first.name == type)
    #expect(first.share > 0.2 && (first.elsewhere ?? 1) < 0.1 && (first.pValue ?? 1) <= 0.01)
    let place = try #require(description.genes.firstIndex { $0.name == marker })
    let gene = description.genes[place]
    #expect(place < 5, "\(description.genes.prefix(6).map(\.name))")
    #expect((gene.areaUnderROC ?? 0) > 0.55 && (gene.log2FoldChange ?? 0) > 1)
    #expect((gene.pValue ?? 1) <= 0.01)
    // The layers run through the section, so that others are rarer in each.
    #expect((description.types.last.map { $0.share - ($0.elsewhere ?? 0) } ?? 0) < -0.05)
  }

  @Test("A region is most like the term whose company it keeps")
  func terms() throws {
    let description = try Self.describer(planted.section)(band)
    let best = try #require(description.terms.first)
    #expect(best.name == "white matter" && best.score > 0.95 && best.pValue == 1.0 / 200)
    #expect(best.definition == "Bundles of myelinated axons.")
    // Podocytes are no type here, and say nothing.
    #expect(!description.terms.contains { $0.name == "glomerulus" })
    #expect(description.types.first?.name == "oligodendrocyte")
    #expect(description.types.last?.name == "neuron")
    #expect(description.genes.first?.name == "Plp1")
    #expect(description.extent.areaUnit == "µm²")
    let area = PlantedRegions.bandWidth * PlantedRegions.side
    #expect(abs(description.extent.area / area - 1) < 0.15, "\(description.extent.area)")
  }

  @Test("Every number is that which a plain computation gives")
  func numbers() throws {
    let section = planted.section
    let description = try Self.describer(section)(band)
    let own = planted.isBand
    let (inside, outside) = (Double(own.count { $0 }), Double(own.count { !$0 }))
    #expect(description.extent.cells == Int(inside) && description.extent.sectionCells == 1500)
    #expect(description.extent.pieces.reduce(0, +) == Int(inside))
    let labels = try #require(section.label("cell_type"))
    for type in description.types {
      let isType = own.indices.map { labels[$0] == type.name }
      #expect(type.cells == zip(isType, own).count { $0 && $1 })
      #expect(type.share == Double(type.cells) / inside)
      #expect(type.elsewhere == Double(zip(isType, own).count { $0 && !$1 }) / outside)
    }
    #expect(description.types.reduce(0) { $0 + $1.share } > 0.999)
    let totals = section.counts.rowTotals()
    let sorted = totals.filter { $0 > 0 }.sorted()
    let median =
      Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    #expect(description.genes.count == PlantedRegions.genes.count)
    for gene in description.genes {
      let column = try #require(PlantedRegions.genes.firstIndex(of: gene.name))
      let values = own.indices.map { cell -> Double in
        let entry = section.counts.entries(of: cell)
          .first { Int(section.counts.columns[$0]) == column }
        return entry.map { Double(section.counts.values[$0]) * median / Double(totals[cell]) } ?? 0
      }
      func mean(_ isInside: Bool) -> Double {
        zip(values, own).reduce(0) { $1.1 == isInside ? $0 + $1.0 : $0 }
          / (isInside ? inside : outside)
      }
      #expect(abs(gene.mean - mean(true)) < 1e-9)
      #expect(abs((gene.meanElsewhere ?? -1) - mean(false)) < 1e-9)
      let change = log2((mean(true) + 0.01) / (mean(false) + 0.01))
      #expect(abs((gene.log2FoldChange ?? 99) - change) < 1e-9)
      #expect(gene.found == Double(zip(values, own).count { $0 > 0 && $1 }) / inside)
      #expect(gene.foundElsewhere == Double(zip(values, own).count { $0 > 0 && !$1 }) / outside)
      let area = try #require(areaUnderROC(scores: values, isPositive: own))
      #expect(abs((gene.areaUnderROC ?? 0) - area) < 1e-9)
    }
    let p = description.genes.compactMap(\.pValue)
    #expect(falseDiscoveryRates(p) == description.genes.compactMap(\.falseDiscoveryRate))
  }

  // MARK: - Chance

  @Test("Where neighbours are alike, a disc anywhere is no finding")
  func autocorrelation() throws {
    // Patches of one type each: cells drawn one by one would make nearly every disc a finding.
    var section = planted.section
    let places = try #require(section.coordinates)
    var generator = SeededGenerator(seed: 4)
    let patches = (0..<49).map { _ in generator.uniform() < 0.5 }
    let codes = zip(places.x, places.y).map { x, y in
      patches[min(6, Int(x / 90)) * 7 + min(6, Int(y / 90))] ? Int32(1) : 0
    }
    section.labels = [LabelColumn(name: "cell_type", categories: ["a", "b"], codes: codes)]
    let describer = try Self.describer(section) { $0.permutations = 99 }
    var (found, naive) = (0, 0)
    let share = Double(codes.count { $0 == 1 }) / Double(codes.count)
    for disc in 0..<60 {
      let (x, y) = (600 * generator.uniform(), 600 * generator.uniform())
      let names = places.x.indices.filter { hypot(places.x[$0] - x, places.y[$0] - y) < 60 }
        .map { section.cellIDs[$0] }
      try #require(names.count > 5, "disc \(disc)")
      let description = try describer(.cells(names))
      let type = try #require(description.types.first { $0.name == "b" })
      if (type.pValue ?? 0) <= 0.05 { found += 1 }
      let deviation = (share * (1 - share) / Double(names.count)).squareRoot()
      if abs(type.share - share) > 1.96 * deviation { naive += 1 }
    }
    #expect(naive > 30, "\(naive)")
    // 3 are expected of 60; 10 come about once in a thousand times.
    #expect(found < 10, "\(found)")
  }

  @Test("In shuffled tissue next to no area has types, genes or terms that differ")
  func shuffled() throws {
    let area = try CornerText("0,0 150,0 150,600 0,600").polygon
    var findings = [0, 0, 0]
    for seed in 1...12 {
      let section = PlantedRegions(seed: UInt64(seed), shuffled: true).section
      let description = try Self.describer(section)(.areas([area], name: "left"))
      let rates = [
        description.types.compactMap(\.falseDiscoveryRate),
        description.genes.compactMap(\.falseDiscoveryRate),
        description.terms.map(\.falseDiscoveryRate),
      ]
      for kind in rates.indices where rates[kind].contains(where: { $0 <= 0.05 }) {
        findings[kind] += 1
      }
    }
    // 0.6 are expected of 12 of each kind; more than 3 come about twice in a thousand times.
    #expect(findings.allSatisfy { $0 <= 3 }, "\(findings)")
  }

  @Test("What chance gives is said to be chance, whatever its size")
  func insignificant() throws {
    var description = try Self.describer(planted.section)(band)
    for place in description.types.indices { description.types[place].falseDiscoveryRate = 0.051 }
    for place in description.genes.indices { description.genes[place].falseDiscoveryRate = 0.051 }
    for place in description.terms.indices { description.terms[place].falseDiscoveryRate = 0.051 }
    let text = "\(DescriptionParagraph(description, typesFrom: ""))"
    for words in [
      "No type is more frequent in it than chance allows", "None of the 12 genes",
      "like no known region beyond chance", "q 0.051",
    ] {
      #expect(text.contains(words), "\(text)")
    }
    #expect(!text.contains("richest") && !text.contains("most like") && !text.contains("less of"))
  }

  // MARK: - Laws

  @Test("Permuting the cells of a section changes no bit")
  func permutation() throws {
    var generator = SeededGenerator(seed: 8)
    let order = Array(0..<planted.section.cellCount).shuffled(using: &generator)
    let shuffled = planted.section.selectingCells(order)
    #expect(try Self.describer(planted.section)(band) == Self.describer(shuffled)(band))
  }

  @Test("The number of threads changes no bit")
  func threads() throws {
    let results = try [1, 4].map { threads in
      try Self.describer(planted.section) { $0.threads = threads }(band)
    }
    #expect(results[0] == results[1])
  }

  // MARK: - Edges

  @Test("Without a region the section is described, with nothing compared")
  func whole() throws {
    let description = try Self.describer(planted.section)(.everything)
    #expect(description.permutations == 0 && description.terms.isEmpty)
    #expect(description.types.map(\.name).first == "neuron")
    #expect(description.types.allSatisfy { $0.elsewhere == nil && $0.pValue == nil })
    #expect(description.genes.allSatisfy { $0.areaUnderROC == nil })
    let text = "\(DescriptionParagraph(description, typesFrom: "labels"))"
    #expect(text.contains("nothing to compare it with") && !text.contains("q "))
  }

  @Test("Few cells, a choice by type, and cells of no type are said to be so")
  func cautions() throws {
    let few = try Self.describer(planted.section)(.cells(["cell-1", "cell-2", "cell-3"]))
    #expect("\(DescriptionParagraph(few, typesFrom: ""))".contains("every number below is weak"))
    let chosen = try Self.describer(planted.section)(
      .label(key: "cell_type", value: "microglia"))
    #expect(chosen.isChosenByType && chosen.extent.pieces.count > 50)
    #expect("\(DescriptionParagraph(chosen, typesFrom: ""))".contains("it was chosen by type"))
    var section = planted.section
    section.labels[0].codes[0..<30] = ArraySlice(repeating: -1, count: 30)
    let names = (0..<60).map { "cell-\($0)" }
    let untyped = try Self.describer(section)(.cells(names))
    #expect(untyped.cellsWithoutType == 30)
    #expect(
      "\(DescriptionParagraph(untyped, typesFrom: ""))".contains("30 of its cells (50 %)"))
  }

  @Test("With an aligned model the words nearest to the region's cells come first")
  func likeness() throws {
    // Cells point to what they are, texts to what they say.
    let labels = try #require(planted.section.label("cell_type"))
    let isOligodendrocyte = labels.codes.map { $0 == 3 }
    let vectors = CellTextVectors(
      cells: [isOligodendrocyte.flatMap { $0 ? [1, 0] : [0, 1] as [Float] }], width: 2
    ) { texts in
      texts.flatMap { $0.contains("oligo") || $0.contains("myelin") ? [1, 0] : [0, 1] as [Float] }
    }
    let description = try Self.describer(planted.section, vectors: vectors)(band)
    #expect(Set(description.texts.prefix(2).map(\.name)) == ["white matter", "oligodendrocyte"])
    let own = Double(zip(isOligodendrocyte, planted.isBand).count { $0 && $1 })
    let others = Double(planted.isBand.count { $0 }) - own
    let cosine = own / (own * own + others * others).squareRoot()
    #expect(abs((description.texts.first?.cosine ?? 0) - cosine) < 1e-9)
    #expect((description.texts.first?.cosineElsewhere ?? 1) < 0.1)
  }

  @Test("The paragraph's statements carry the description's numbers")
  func paragraph() throws {
    let description = try Self.describer(planted.section) { $0.permutations = 999 }(band)
    let text = "\(DescriptionParagraph(description, typesFrom: "4 types from obs['cell_type']"))"
    let type = try #require(description.types.first)
    let gene = try #require(description.genes.first)
    let term = try #require(description.terms.first)
    #expect(type.elsewhere == 0 && term.score >= 0.99)
    func percent(_ share: Double?) -> String {
      let hundred = (share ?? 0) * 100
      return String(format: hundred < 9.95 ? "%.1f %%" : "%.0f %%", hundred)
    }
    for part in [
      "holds \(description.extent.cells) cells", "of the section's 1,500",
      "oligodendrocyte (\(percent(type.share)) of its cells and none elsewhere",
      "AUROC \(String(format: "%.2f", gene.areaUnderROC ?? 0))",
      "found in \(percent(gene.found)) of its cells against \(percent(gene.foundElsewhere))",
      "white matter (score \(String(format: "%.3f", min(term.score, 0.999)))",
      "“Bundles of myelinated axons.”", "999 random regions", "4 types from obs['cell_type']",
    ] {
      #expect(text.contains(part), "'\(part)' in: \(text)")
    }
  }

  @Test(
    "A label that is called like one of types is found",
    arguments: [("CellType", true), ("cell type", true), ("region", false)])
  func likelyKey(name: String, isLikely: Bool) {
    var section = planted.section
    section.labels[0].name = name
    #expect(section.likelyTypeKey == (isLikely ? name : nil))
  }
}
