import Foundation
import Testing

@Suite("align", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct AlignCommandTests {
  @Test("Without the text encoder's weights it says how to get them, and leaves nothing behind")
  func noTextEncoder() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "align", Inputs.fixture("cortex-mislabelled"), "--model",
      try TrainedModels.shared.get().pretrained, "--label", "cell_type", "--text-encoder",
      scratch.url.path, "-o", scratch.path("model"))
    #expect(outcome.endedByItself && outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.contains("tools/fetch-text-encoder") == true, "\(outcome)")
    #expect(try scratch.names.isEmpty)
  }

  @Test(
    "Mislabelled cells of a simulated section stand before the others among the suspects",
    .enabled(if: TextWeights.areThere, "no text encoder; get it with tools/fetch-text-encoder"))
  func suspects() throws {
    let scratch = try ScratchFolder()
    let file = Inputs.fixture("cortex-mislabelled")
    let suspects = scratch.path("suspects.csv")
    let outcome = try Program().run(
      "align", file, "--model", try TrainedModels.shared.get().pretrained, "--label", "cell_type",
      "-o", scratch.path("model"), "--report-suspects", suspects)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let lines = try String(contentsOfFile: suspects, encoding: .utf8).split(separator: "\n")
    #expect(lines.first == "cell,section,label,suggested,suspicion,reliability")
    #expect(lines.count == 1501)
    let values = lines.dropFirst().compactMap { line in
      Double(line.split(separator: ",", omittingEmptySubsequences: false)[4])
    }
    #expect(values.count == 1500 && values == values.sorted(by: >))
    // The towers are surer than they are right.
    #expect(outcome.errors.contains("is no probability"))
    #expect(!outcome.errors.contains("more likely wrong"))

    let annotated = scratch.path("annotated.h5ad")
    let labels = try Program().run(
      "annotate", file, "--model", scratch.path("model"), "-o", annotated)
    #expect(labels.exitCode == 0, "\(labels.errors)")
    #expect(labels.errors.contains("confidence in 'cell_type' is not calibrated"))
    func accuracy(_ truth: String) throws -> Double {
      let scores = try Program().run(
        "evaluate", annotated, "--truth", truth, "--prediction",
        "histoglot_label", "--json")
      struct Scores: Decodable { var accuracy: Double }
      return try JSONDecoder().decode(Scores.self, from: Data(scores.output.utf8)).accuracy
    }
    // It learned from cell_type, of which a share is wrong, and agrees more with what is right.
    #expect(try accuracy("cell_type_true") > accuracy("cell_type") + 0.05)

    // A model that knows types by the alignment alone looks for named ones too.
    let named = scratch.path("named.h5ad")
    let found = try Program().run(
      "annotate", annotated, "--types", "microglia, astrocyte, excitatory neuron", "--model",
      scratch.path("model"), "-o", named)
    #expect(found.exitCode == 0, "\(found.errors)")
    #expect(!found.errors.contains("confidence below"))
  }

  @Test(
    "A rate at which the loss is no number leaves no model",
    .enabled(if: TextWeights.areThere, "no text encoder; get it with tools/fetch-text-encoder"))
  func divergence() throws {
    let scratch = try ScratchFolder()
    let model = scratch.path("model")
    let outcome = try Program().run(
      "align", Inputs.fixture("cortex-panels-panel1"), "--model",
      try TrainedModels.shared.get().pretrained, "--label", "cell_type", "-o", model, "--rate",
      "1e9", "--epochs", "2", "--no-regions")
    #expect(outcome.endedByItself && outcome.exitCode == 1, "\(outcome)")
    #expect(outcome.errorLines.last?.contains("is not finite; lower --rate") ?? false)
    #expect(!FileManager.default.fileExists(atPath: model + "/config.json"))
  }
}
