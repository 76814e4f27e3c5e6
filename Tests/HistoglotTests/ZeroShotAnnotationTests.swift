import CellSections
import Histoglot
import SectionAnalysis
import SectionSimulator
import Testing

@Suite("Labels for types that were only named")
struct ZeroShotAnnotationTests {
  private static let section = Result {
    try simulate(SimulationRecipe(cells: 2_000, genes: 90, sections: 1, seed: 5))[0]
  }

  /// Types of the simulated cortex under the names of its labels, with genes that mark them.
  private static let types: [TypeCandidate] = [
    ("L2/3 IT", "Slc17a7 Cux2 Otof Calb1"), ("L4 IT", "Slc17a7 Rorb Rspo1 Cux2"),
    ("L5 IT", "Slc17a7 Deptor"), ("L5 ET", "Slc17a7 Fezf2 Bcl11b"), ("L6 IT", "Slc17a7 Osr1"),
    ("L6 CT", "Slc17a7 Foxp2 Tle4"), ("L6b", "Slc17a7 Ccn2 Cplx3"),
    ("Pvalb", "Gad1 Gad2 Slc32a1 Pvalb"), ("Sst Calb2", "Gad1 Gad2 Slc32a1 Sst Calb2"),
    ("Sst Hpse", "Gad1 Gad2 Slc32a1 Sst Hpse"), ("Vip", "Gad1 Gad2 Slc32a1 Vip"),
    ("Lamp5", "Gad1 Gad2 Slc32a1 Lamp5 Ndnf"), ("Lamp5 Lhx6", "Gad1 Gad2 Slc32a1 Lamp5 Lhx6"),
    ("Astro", "Aqp4 Gja1 Mfge8"), ("Astro fibrous", "Aqp4 Gja1 Gfap"), ("Oligo", "Mbp Plp1 Mog"),
    ("OPC", "Pdgfra Cspg4"), ("Micro", "C1qa Cx3cr1"), ("Endo", "Cldn5 Flt1"),
    ("Mural", "Vtn Acta2 Rgs5"), ("VLMC", "Dcn Col1a1"),
  ].map { TypeCandidate(name: $0.0, markers: $0.1.split(separator: " ").map(String.init)) }

  private static func options(_ change: (inout ZeroShotOptions) -> Void = { _ in })
    -> ZeroShotOptions
  {
    var options = ZeroShotOptions()
    change(&options)
    return options
  }

  private static func names(_ result: ZeroShotAnnotation, forced: Bool = false) -> [String] {
    let names = result.answerable.map(\.candidate.name)
    return result.sections[0].codes(forced: forced).map { $0 < 0 ? "Unknown" : names[Int($0)] }
  }

  private static func truth(_ section: CellSection) throws -> [String] {
    let labels = try #require(section.label("cell_type"))
    return (0..<section.cellCount).map { labels[$0] ?? "" }
  }

  private static func share(_ matches: [Bool]) -> Double {
    Double(matches.count { $0 }) / Double(max(1, matches.count))
  }

  @Test("Planted types are found by planted markers, far above chance, rare ones too")
  func found() throws {
    let section = try Self.section.get()
    let truth = try Self.truth(section)
    let labels = Self.names(try ZeroShotAnnotation([section], candidates: Self.types))
    let right = zip(labels, truth).map(==)
    let mostFrequent = Dictionary(grouping: truth) { $0 }.values.map(\.count).max() ?? 0
    let chance = Double(mostFrequent) / Double(truth.count)
    #expect(Self.share(right) > 5 * chance, "\(Self.share(right)) against \(chance)")
    for name in ["L6b", "Oligo", "Micro", "VLMC", "Pvalb", "Mural"] {
      let own = zip(right, truth).filter { $0.1 == name }.map(\.0)
      #expect(Self.share(own) > 0.85, "\(name): \(Self.share(own)) of \(own.count)")
    }
  }

  @Test("Cells of classes that nobody named are mostly Unknown, the named ones mostly not")
  func unnamed() throws {
    let section = try Self.section.get()
    let truth = try Self.truth(section)
    let neurons = Set(
      Self.types.filter { !Set($0.markers).isDisjoint(with: ["Slc17a7", "Gad1"]) }.map(\.name))
    let named = Self.types.filter { !neurons.contains($0.name) }
    let labels = Self.names(try ZeroShotAnnotation([section], candidates: named))
    let unknown = zip(labels, truth).filter { neurons.contains($0.1) }.map { $0.0 == "Unknown" }
    let right = zip(labels, truth).filter { !neurons.contains($0.1) }.map { $0.0 == $0.1 }
    #expect(Self.share(unknown) > 0.8, "\(Self.share(unknown)) of \(unknown.count)")
    #expect(Self.share(right) > 0.7, "\(Self.share(right)) of \(right.count)")
  }

  @Test("One type alone can be asked for")
  func single() throws {
    let section = try Self.section.get()
    let truth = try Self.truth(section)
    let only = Self.types.filter { $0.name == "Oligo" }
    let labels = Self.names(try ZeroShotAnnotation([section], candidates: only))
    let others = zip(labels, truth).filter { $0.1 != "Oligo" }.map { $0.0 == "Unknown" }
    let own = zip(labels, truth).filter { $0.1 == "Oligo" }.map { $0.0 == "Oligo" }
    #expect(Self.share(others) > 0.9 && Self.share(own) > 0.9)
  }

  @Test("Where other types compete, a few named ones do not swallow the rest")
  func rivals() throws {
    let section = try Self.section.get()
    let truth = try Self.truth(section)
    var (wrong, wrongAlone) = (0, 0)
    // Fibrous astrocytes share two markers of three with the others.
    for (name, least) in [("Micro", 0.75), ("Astro fibrous", 0.55), ("Pvalb", 0.75)] {
      let named = Self.types.filter { $0.name == name }
      let others = Self.types.filter { $0.name != name }
      let alone = Self.names(try ZeroShotAnnotation([section], candidates: named))
      let result = try ZeroShotAnnotation([section], candidates: named, rivals: others)
      let labels = Self.names(result)
      func precision(_ labels: [String]) -> Double {
        Self.share(zip(labels, truth).filter { $0.0 == name }.map(==))
      }
      func recall(_ labels: [String]) -> Double {
        Self.share(zip(labels, truth).filter { $0.1 == name }.map(==))
      }
      #expect(precision(labels) > least, "\(name): \(precision(labels))")
      #expect(precision(labels) >= precision(alone), "\(name): \(precision(alone)) alone")
      #expect(recall(labels) > 0.6, "\(name): \(recall(labels))")
      wrong += zip(labels, truth).count { $0.0 == name && $0.1 != name }
      wrongAlone += zip(alone, truth).count { $0.0 == name && $0.1 != name }
      #expect(Set(labels) == [name, "Unknown"])
      #expect(result.sections[0].probabilities.columnCount == 1)
    }
    #expect(wrong < wrongAlone, "\(wrong) cells are called wrongly, \(wrongAlone) without rivals")
  }

  @Test("A type that is asked for is no rival of itself, and rivals without markers are left out")
  func noRivals() throws {
    let section = try Self.section.get()
    let result = try ZeroShotAnnotation(
      [section], candidates: Self.types,
      rivals: [TypeCandidate(name: "oligo", markers: ["Mog"]), TypeCandidate(name: "mystery")])
    #expect(result.rivals.isEmpty)
    let plain = try ZeroShotAnnotation([section], candidates: Self.types)
    #expect(result.sections[0].probabilities == plain.sections[0].probabilities)
  }

  @Test("Permuting cells permutes results, bit for bit")
  func permutation() throws {
    let section = try Self.section.get()
    let count = section.cellCount
    // 7 shares no divisor with the number of cells, so that each is met once.
    let permuted = (0..<count).map { $0 * 7 % count }
    let options = Self.options { $0.smoothing = 1 }
    let plain = try ZeroShotAnnotation([section], candidates: Self.types, options: options)
    let other = try ZeroShotAnnotation(
      [section.selectingCells(permuted)], candidates: Self.types, options: options)
    #expect(
      other.sections[0].probabilities == plain.sections[0].probabilities.selectingRows(permuted))
    #expect(other.sections[0].evidence == permuted.map { plain.sections[0].evidence[$0] })
  }

  @Test("The number of threads changes no bit")
  func threads() throws {
    let section = try Self.section.get()
    let results = try [1, 4].map { threads in
      try ZeroShotAnnotation(
        [section], candidates: Self.types,
        options: Self.options {
          $0.threads = threads
          $0.smoothing = 1
        }
      ).sections[0].probabilities
    }
    #expect(results[0] == results[1])
  }

  @Test("A type without a marker on the panel is named as such, and no cell is called by it")
  func unmarked() throws {
    let section = try Self.section.get()
    let mystery = TypeCandidate(name: "mystery", markers: ["Nowhere1"])
    let result = try ZeroShotAnnotation([section], candidates: Self.types + [mystery])
    #expect(result.refused.map(\.candidate.name) == ["mystery"])
    #expect(!result.answerable.contains { $0.candidate.name == "mystery" })
    #expect(result.sections[0].probabilities.columnCount == Self.types.count)
    #expect(throws: ZeroShotError.self) {
      try ZeroShotAnnotation([section], candidates: [mystery])
    }
  }

  @Test("Types with the same markers on the panel are told to be so")
  func same() throws {
    let section = try Self.section.get()
    let twin = TypeCandidate(name: "Endo too", markers: ["Flt1", "Cldn5", "Nowhere1"])
    let result = try ZeroShotAnnotation([section], candidates: Self.types + [twin])
    #expect(result.indistinguishable == [["Endo", "Endo too"]])
  }

  @Test("More types with markers than can be told apart are refused")
  func tooMany() throws {
    let section = try Self.section.get()
    let many = (0...ZeroShotAnnotation.mostTypes).map {
      TypeCandidate(name: "type \($0)", markers: ["Aqp4"])
    }
    #expect(throws: ZeroShotError.self) { try ZeroShotAnnotation([section], candidates: many) }
  }

  @Test("Unknown is no type to ask for")
  func reserved() throws {
    let section = try Self.section.get()
    #expect(throws: ZeroShotError.self) {
      try ZeroShotAnnotation([section], candidates: [TypeCandidate(name: "unknown")])
    }
  }

  @Test("Text scores speak for a type that has no markers")
  func words() throws {
    let section = try Self.section.get()
    let truth = try Self.truth(section)
    var types = Self.types
    let oligo = try #require(types.firstIndex { $0.name == "Oligo" })
    types[oligo].markers = []
    var scores = FeatureMatrix(rowCount: section.cellCount, columnCount: types.count)
    for cell in truth.indices where truth[cell] == "Oligo" { scores[cell, oligo] = 1 }
    let result = try ZeroShotAnnotation(
      [section], candidates: types, evidence: [ZeroShotEvidence(textScores: scores)])
    let labels = Self.names(result)
    let own = zip(labels, truth).filter { $0.1 == "Oligo" }.map { $0.0 == "Oligo" }
    #expect(result.refused.isEmpty && Self.share(own) > 0.9)
  }

  @Test("A model's opinion on seen types helps them and leaves unseen ones their markers")
  func seen() throws {
    let section = try Self.section.get()
    let truth = try Self.truth(section)
    let seen = ["L5 IT", "L6 IT", "L4 IT", "Lamp5 Lhx6"]
    var logarithms = FeatureMatrix(rowCount: section.cellCount, columnCount: seen.count)
    for cell in truth.indices {
      for (place, name) in seen.enumerated() {
        // Sure where it knows the type, and as unsure as can be elsewhere.
        let isKnown = seen.contains(truth[cell])
        logarithms[cell, place] = truth[cell] == name ? -0.01 : isKnown ? -7 : -1.4
      }
    }
    let alone = Self.names(try ZeroShotAnnotation([section], candidates: Self.types))
    let helped = Self.names(
      try ZeroShotAnnotation(
        [section], candidates: Self.types,
        evidence: [ZeroShotEvidence(seen: SeenTypes(names: seen, logarithms: logarithms))]))
    func accuracy(_ labels: [String], _ isChosen: (String) -> Bool) -> Double {
      Self.share(zip(labels, truth).filter { isChosen($0.1) }.map(==))
    }
    #expect(accuracy(helped, seen.contains) > accuracy(alone, seen.contains) + 0.05)
    #expect(accuracy(helped) { !seen.contains($0) } > 0.75)
  }

  @Test("Types that only the model knows can be answered too")
  func broughtByTheModel() throws {
    let section = try Self.section.get()
    let logarithms = FeatureMatrix(rowCount: section.cellCount, columnCount: 1)
    let result = try ZeroShotAnnotation(
      [section], candidates: Self.types,
      evidence: [
        ZeroShotEvidence(
          seen: SeenTypes(
            names: ["vlmc", "novel"], logarithms: logarithms.joined(with: logarithms)))
      ])
    #expect(result.types.map(\.candidate.name) == Self.types.map(\.name) + ["novel"])
    #expect(result.types.filter(\.isSeen).map(\.candidate.name) == ["VLMC", "novel"])
  }

  @Test("Empty cells are Unknown, and the others do not depend on them")
  func empty() throws {
    let section = try Self.section.get()
    let counts = section.counts
    let widened = CellSection(
      name: section.name, cellIDs: ["empty"] + section.cellIDs, genes: section.genes,
      counts: CountMatrix(
        rowStarts: [0] + counts.rowStarts, columns: counts.columns, values: counts.values,
        columnCount: counts.columnCount),
      coordinates: section.coordinates.map {
        Coordinates(x: [0] + $0.x, y: [0] + $0.y, unit: $0.unit)
      })
    let plain = try ZeroShotAnnotation([section], candidates: Self.types)
    let other = try ZeroShotAnnotation([widened], candidates: Self.types)
    #expect(Self.names(other, forced: true)[0] == "Unknown")
    #expect(
      other.sections[0].probabilities.selectingRows(Array(1...section.cellCount))
        == plain.sections[0].probabilities)
  }

  @Test("Sections are labelled together on the genes they share; cells without places too")
  func several() throws {
    var sections = try simulate(
      SimulationRecipe(cells: 600, genes: 90, sections: 2, panels: 1, seed: 8))
    sections[1] = sections[1].selectingGenes(
      Array((0..<sections[1].geneCount).reversed().dropFirst(5)))
    sections[1].coordinates = nil
    let result = try ZeroShotAnnotation(sections, candidates: Self.types)
    let names = result.answerable.map(\.candidate.name)
    for (section, labels) in zip(sections, result.sections) {
      let truth = try Self.truth(section)
      let right = zip(labels.codes(forced: true), truth).map { names[Int($0)] == $1 }
      #expect(Self.share(right) > 0.6, "\(section.name): \(Self.share(right))")
    }
  }
}
