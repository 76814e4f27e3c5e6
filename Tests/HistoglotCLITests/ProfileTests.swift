import Foundation
import Testing

@Suite("--profile", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct ProfileTests {
  private let section = Inputs.fixture("cortex-panels-panel1")

  /// The lines of the table, from its head on.
  private func table(_ outcome: Program.Outcome) -> [Substring] {
    Array(outcome.errorLines.drop { !$0.hasPrefix("stage ") })
  }

  /// Seconds on the clock of each stage.
  private func seconds(_ table: [Substring]) throws -> [(name: String, wall: Double)] {
    try table.dropFirst().map { line in
      // Names hold single spaces, columns are two or more apart.
      let cells = line.replacing("  ", with: "\t").split(separator: "\t").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      return (cells[0], try #require(Double(cells[1])))
    }
  }

  private func check(_ outcome: Program.Outcome, names: [String]) throws {
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let stages = try seconds(table(outcome))
    for name in names + ["rest", "whole"] {
      #expect(stages.contains { $0.name == name }, "no stage '\(name)' in \(outcome.errors)")
    }
    let whole = try #require(stages.last?.wall)
    let sum = stages.dropLast().reduce(0) { $0 + $1.wall }
    #expect(abs(sum - whole) < 0.001 * Double(stages.count), "\(sum) of \(whole)")
    let rest = try #require(stages.dropLast().last?.wall)
    #expect(rest < 0.5 * whole, "\(rest) of \(whole) belong to no stage")
  }

  @Test("embed names its stages, which sum to the whole")
  func embed() throws {
    let scratch = try ScratchFolder()
    let models = try TrainedModels.shared.get()
    try check(
      Program().run(
        "embed", section, "--model", models.pretrained, "-o", scratch.path("out.h5ad"), "--profile"),
      names: [
        "load model", "read", "prepare", "neighbours", "input", "tokens", "encoder", "latents",
        "write",
      ])
  }

  @Test("annotate names its stages, which sum to the whole")
  func annotate() throws {
    let scratch = try ScratchFolder()
    let models = try TrainedModels.shared.get()
    try check(
      Program().run(
        "annotate", section, "--model", models.labelled, "-o", scratch.path("out.h5ad"),
        "--profile"),
      names: ["load model", "read", "prepare", "encoder", "label experts", "digest", "write"])
  }

  @Test("pretrain names its stages, which sum to the whole")
  func pretrain() throws {
    let scratch = try ScratchFolder()
    try check(
      Program().run(
        "pretrain", section, "--preset", "tiny", "--epochs", "1", "-o", scratch.path("model"),
        "--profile"),
      names: ["read", "prepare", "encoder", "forward", "backward", "optimiser", "write"])
  }

  @Test("Without it nothing is said of stages")
  func silent() throws {
    let scratch = try ScratchFolder()
    let models = try TrainedModels.shared.get()
    let outcome = try Program().run(
      "embed", section, "--model", models.pretrained, "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0)
    #expect(!outcome.errors.contains("CPU s") && table(outcome).isEmpty)
  }
}
