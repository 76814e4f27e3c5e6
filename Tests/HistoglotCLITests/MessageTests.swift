import Foundation
import Testing

@Suite("Messages", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct MessageTests {
  private static let commands = [
    "inspect", "pretrain", "finetune", "align", "annotate", "domains", "embed", "evaluate",
    "render", "query",
    "describe", "impute", "denoise", "evaluate-queries", "simulate", "knowledge build",
    "knowledge lookup",
  ]

  private func options(in text: String) -> Set<String> {
    Set(text.matches(of: /--[a-z][a-z-]*[a-z]/).map { String($0.output) })
  }

  @Test("Every option that a message names is one that a user can type")
  func names() throws {
    var known: Set<String> = ["--help", "--version"]
    for command in Self.commands {
      let arguments = command.split(separator: " ").map(String.init) + ["--help"]
      let help = try Program().run(arguments)
      try #require(help.exitCode == 0, "\(help.errors)")
      known.formUnion(options(in: help.output))
    }
    let sources = Inputs.root.appendingPathComponent("Sources")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    var named = 0
    for case let name as String in files
    where name.hasSuffix(".swift") && !name.hasPrefix("HistoglotBenchmarks") {
      let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      for line in text.split(separator: "\n") where line.contains("\"") && !line.contains("///") {
        // What a message says of building the program is typed to another one.
        let own = line.replacing(/`swift build [^`]*`/, with: "")
        for option in options(in: String(own)) {
          named += 1
          #expect(known.contains(option), "\(name): \(line)")
        }
      }
    }
    #expect(named > 50, "the messages were found")
  }

  @Test("Elsewhere than on a terminal progress is plain lines, without bars and control characters")
  func progress() throws {
    let scratch = try ScratchFolder()
    let section = Inputs.fixture("cortex-panels-panel1")
    let outcome = try Program().run(
      "pretrain", section, "--preset", "tiny", "--epochs", "1", "-o", scratch.path("model"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errorLines.contains { $0.contains("% , epoch") || $0.contains("%, epoch") })
    #expect(!outcome.errors.contains { "#\r\u{1B}".contains($0) }, "\(outcome.errors)")
    #expect(outcome.errors.contains("1 epoch of"), "\(outcome.errors)")
  }

  @Test("A run is not resumed with other options or sections, and the line says which differ")
  func resume() throws {
    let scratch = try ScratchFolder()
    let model = scratch.path("model")
    try FileManager.default.copyItem(
      atPath: TrainedModels.shared.get().pretrained, toPath: model)
    let section = Inputs.fixture("cortex-panels-panel1")
    func refusal(_ section: String, _ options: [String]) throws -> String {
      let outcome = try Program().run(
        ["pretrain", section, "--resume", "-o", model] + options)
      #expect(outcome.endedByItself && outcome.exitCode == 1, "\(outcome)")
      return String(outcome.errorLines.last ?? "")
    }
    let other = try refusal(section, ["--preset", "tiny", "--epochs", "3", "--seed", "4"])
    #expect(other.contains("--epochs 1 (now 3)"), "\(other)")
    #expect(other.contains("--seed 0 (now 4)"), "\(other)")
    #expect(!other.contains("--preset") && other.contains("--overwrite"), "\(other)")
    let shape = try refusal(section, ["--preset", "small"])
    #expect(shape.contains("--preset tiny (now small)"), "\(shape)")
    #expect(shape.contains("--epochs 1 (now none)"), "\(shape)")
    let data = try refusal(
      Inputs.fixture("cortex-panels-panel2"), ["--preset", "tiny", "--epochs", "1"])
    #expect(data.contains("section1") && data.contains("section2"), "\(data)")
  }
}
