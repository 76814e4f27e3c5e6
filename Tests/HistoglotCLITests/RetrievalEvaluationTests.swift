import Foundation
import Testing

@Suite(
  "evaluate --retrieval", .enabled(if: Program.isThere, "the program is not built beside the tests")
)
struct RetrievalEvaluationTests {
  private struct Scores: Decodable {
    struct Row: Decodable {
      var k: Int
      var recall: Double
      var sd: Double?
      var chance: Double
      var most: Double
    }
    struct Ways: Decodable {
      var cellToText: [Row]
      var textToCell: [Row]
    }
    var cells: Int
    var texts: Int
    var pool: Int
    var pools: Int
    var seenInAlignment: Int
    var strict: Ways
    var byLabel: Ways
  }

  private let held = Inputs.fixture("cortex-panels-panel2")

  @Test(
    "Without a model, or with options of the other evaluation, the command line is not understood")
  func usage() throws {
    for arguments in [
      ["--retrieval"], ["--retrieval", "--model", "m", "--clusters"], ["--model", "m"],
      ["--retrieval", "--model", "m", "--pool", "1"],
      ["--retrieval", "--model", "m", "--pools", "0"],
    ] {
      let outcome = try Program().run(["evaluate", held, "--truth", "cell_type"] + arguments)
      #expect(outcome.exitCode == 64, "\(arguments): \(outcome)")
    }
  }

  @Test("A model that was not aligned is refused with what to do")
  func notAligned() throws {
    let outcome = try Program().run(
      "evaluate", held, "--truth", "cell_type", "--retrieval", "--model",
      try TrainedModels.shared.get().pretrained)
    #expect(outcome.endedByItself && outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.contains("`histoglot align`") == true, "\(outcome)")
  }

  @Test(
    "Held-out cells find their texts better than chance, and cells that were aligned on are told",
    .enabled(if: TextWeights.areThere, "no text encoder; get it with tools/fetch-text-encoder"))
  func heldOut() throws {
    let scratch = try ScratchFolder()
    let trained = Inputs.fixture("cortex-panels-panel1")
    let model = scratch.path("model")
    let outcome = try Program().run(
      "align", trained, "--model", try TrainedModels.shared.get().pretrained, "--label",
      "cell_type", "--no-regions", "-o", model)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    func evaluate(_ arguments: String...) throws -> Program.Outcome {
      try Program().run(["evaluate", "--retrieval", "--model", model] + arguments)
    }
    func scores(_ outcome: Program.Outcome) throws -> Scores {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Scores.self, from: Data(outcome.output.utf8))
    }

    let first = try evaluate(held, "--truth", "cell_type", "--pool", "100", "--json")
    let found = try scores(first)
    #expect(found.cells == 500 && found.pool == 100 && found.pools == 100)
    #expect(found.seenInAlignment == 0 && !first.errors.contains("warning"), "\(first.errors)")
    for ways in [found.byLabel, found.strict] {
      for rows in [ways.cellToText, ways.textToCell] {
        #expect(rows.map(\.k) == [1, 5, 10])
        #expect(rows.map(\.recall) == rows.map(\.recall).sorted())
        #expect(rows.allSatisfy { $0.recall > $0.chance && $0.recall <= $0.most + 1e-12 })
      }
    }
    #expect(abs(found.strict.cellToText[1].chance - 0.05) < 1e-12)
    #expect(abs(found.byLabel.cellToText[0].chance - 1 / Double(found.texts)) < 1e-12)
    // Ten times chance is far from what alignment reaches, and farther from what luck does.
    #expect(found.byLabel.cellToText[0].recall > 10 * found.byLabel.cellToText[0].chance)

    // The same seed draws the same pools, another others; what needs no pool stays.
    let again = try evaluate(held, "--truth", "cell_type", "--pool", "100", "--json")
    #expect(again.output == first.output)
    let other = try scores(
      evaluate(held, "--truth", "cell_type", "--pool", "100", "--seed", "5", "--json"))
    #expect(other.strict.cellToText[0].recall != found.strict.cellToText[0].recall)
    #expect(other.byLabel.cellToText[0].recall == found.byLabel.cellToText[0].recall)

    // Labels from another file, by cell name.
    let truth = try evaluate(
      held, "--truth", "cell_type", "--truth-file", held, "--pool", "100", "--json")
    #expect(truth.output == first.output)

    let whole = try evaluate(trained, "--truth", "cell_type", "--pool", "5000")
    #expect(whole.exitCode == 0 && whole.errors.contains("500 of 500 cells have exactly"))
    #expect(whole.errors.contains("there are 500 cells for a pool of 5000"), "\(whole.errors)")
    #expect(whole.output.contains("one pool of all") && whole.output.contains("chance"))

    // Labels the model has no text for, and no such labels.
    let regions = try evaluate(held, "--truth", "region")
    #expect(regions.exitCode == 1 && regions.errors.contains("was aligned with; it knows"))
    let missing = try evaluate(held, "--truth", "nothing")
    #expect(missing.endedByItself && missing.exitCode == 1)
  }
}
