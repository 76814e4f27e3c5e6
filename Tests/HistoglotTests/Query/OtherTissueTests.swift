import Foundation
import Histoglot
import Testing

@Suite("Queries that are of another tissue, or of none")
struct OtherTissueTests {
  private let planted = PlantedRegions()

  /// An encoder to which each of these words is a direction of its own, the mean of those in a text being its vector.
  private func vectors(_ directions: [String: [Float]]) -> SentenceVectors {
    { texts in
      let rows = texts.map { text -> [Float] in
        var sum: [Float] = [0, 0, 0, 0.001]
        for (word, own) in directions where text.contains(word) {
          for place in own.indices { sum[place] += own[place] }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return sum.map { $0 / length }
      }
      return (rows.flatMap { $0 }, 4)
    }
  }

  private func meaning(
    _ words: String, _ knowledge: SmallKnowledge, _ directions: [String: [Float]]
  ) throws -> QueryMeaning {
    try TissueQuery(
      [planted.section], types: CellTypeEvidence(labels: "cell_type", of: [planted.section]),
      knowledge: knowledge, sentences: vectors(directions), options: PlantedRegions.options()
    ).interpret(words).terms[0].meaning
  }

  private var withCrypts: SmallKnowledge {
    var knowledge = SmallKnowledge()
    knowledge.regions.append(
      KnownRegion(
        name: "crypts", definition: "Pits of the bowel.",
        company: [.init(cells: "enterocyte", weight: 1)], isElsewhere: true))
    return knowledge
  }

  @Test("Words nearer to what another tissue holds are not understood, and are said to be of it")
  func otherTissue() throws {
    let directions: [String: [Float]] = [
      "white matter": [1, 0, 0, 0], "crypts": [0, 1, 0, 0], "pits": [0.5, 0.8, 0, 0],
      "sheaths": [0.8, 0.5, 0, 0],
    ]
    let found = try meaning("many small pits", withCrypts, directions)
    guard case .unknown(let words) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(words.reason == .ofOtherTissue(known: "crypts"))
    #expect("\(words)".contains("is of crypts, which is known, but not in this tissue"))
    guard case .region(let region) = try meaning("fatty sheaths", withCrypts, directions) else {
      Issue.record("nearer to white matter than to crypts")
      return
    }
    #expect(region.name == "white matter")
    // A tissue that is no other keeps its words.
    var own = withCrypts
    for place in own.regions.indices { own.regions[place].isElsewhere = false }
    guard case .region = try meaning("many small pits", own, directions) else {
      Issue.record("nothing else is known here")
      return
    }
  }

  @Test(
    "An organ that is named outright is not this one, however near the other words are",
    arguments: [
      ("kidney cortex", "kidney"), ("the white stuff of the thymus", "thymus"),
      ("spiral ganglion", "ear"), ("heart ventricle", "heart"), ("marrow of bones", "bone"),
    ])
  func organs(words: String, organ: String) throws {
    var knowledge = SmallKnowledge()
    // Everything is white matter to this encoder.
    let alike = ["e": [1, 0, 0, 0] as [Float], "a": [1, 0, 0, 0]]
    if case .unknown = try meaning(words, knowledge, alike) {
      Issue.record("nothing is vetoed where the organ is not known")
    }
    knowledge.organ = .brain
    guard case .unknown(let unknown) = try meaning(words, knowledge, alike) else {
      Issue.record("\(words)")
      return
    }
    #expect(unknown.reason == .ofOtherTissue(known: organ))
    if case .unknown = try meaning("a heartening place in the brain", knowledge, alike) {
      Issue.record("no other organ is named")
    }
  }

  @Test(
    "A name among words of something else counts only as the full name, or as half of what is said")
  func partialNames() throws {
    var knowledge = SmallKnowledge()
    knowledge.regions[0].synonyms.append("upper")
    let apart: [String: [Float]] = [
      "house": [0, 0, 1, 0], "bundle": [0, 0, 1, 0], "white": [1, 0, 0, 0],
    ]
    guard case .unknown(let words) = try meaning("the upper floor of the house", knowledge, apart)
    else {
      Issue.record("upper layers are no floor of a house")
      return
    }
    #expect(words.reason == .nothingKnown)
    for text in ["the upper bundle", "the white matter bundle"] {
      guard case .region(let region) = try meaning(text, knowledge, apart) else {
        Issue.record("\(text)")
        continue
      }
      #expect(region.name == "white matter")
    }
  }

  @Test("A gene that is not measured is named, with the most special cells that it marks here")
  func missingGenes() throws {
    var knowledge = SmallKnowledge()
    knowledge.markers = [
      "rbfox3": KnownMarker(symbol: "Rbfox3", cells: ["neuron", "T cell"]),
      "cx3cr1": KnownMarker(symbol: "Cx3cr1", cells: ["macrophage", "microglia", "microglia"]),
      "cd3e": KnownMarker(symbol: "Cd3e", cells: ["T cell"]),
      "rest": KnownMarker(symbol: "Rest", cells: ["neuron"]),
    ]
    for (text, cells) in [
      ("high Rbfox3", ["neuron"]), ("Rbfox3", ["neuron"]), ("RBFOX3+", ["neuron"]),
      ("Cx3cr1", ["microglia"]), ("high cd3e", []),
    ] {
      guard case .unknown(let words) = try meaning(text, knowledge, [:]) else {
        Issue.record("\(text)")
        continue
      }
      #expect(words.reason == .geneNotMeasured(marks: cells), "\(text): \(words)")
      #expect("\(words)".contains(cells.first ?? "ask for another gene"))
    }
    guard case .unknown(let words) = try meaning("rest", knowledge, ["rest": [0, 0, 1, 0]]) else {
      Issue.record("rest is a word")
      return
    }
    #expect(words.reason == .nothingKnown)
  }

  @Test("Of what is nearest each name stands once")
  func nearestOnce() throws {
    var knowledge = SmallKnowledge()
    for name in ["neuron", "neuron", "microglia"] {
      knowledge.cells.append(KnownCell(name: name, definition: "A cell."))
    }
    guard case .unknown(let words) = try meaning("jazz", knowledge, ["jazz": [0, 0, 1, 0]]) else {
      Issue.record("jazz is not known")
      return
    }
    #expect(!words.nearest.isEmpty && Set(words.nearest).count == words.nearest.count)
  }

  @Test("Words that mean nothing but 'cells' mean no cells")
  func contentCounts() throws {
    let directions: [String: [Float]] = [
      "cells": [0, 1, 0, 0], "neuron": [0, 1, 0, 0], "jazz": [0, 0, 1, 0],
      "sparks": [0, 0.7, 0.7, 0],
    ]
    guard case .unknown(let words) = try meaning("cells in jazz", SmallKnowledge(), directions)
    else {
      Issue.record("jazz is not known")
      return
    }
    #expect(words.reason == .nothingKnown)
    guard case .cells = try meaning("cells in sparks", SmallKnowledge(), directions) else {
      Issue.record("sparks are near to neurons")
      return
    }
  }
}
