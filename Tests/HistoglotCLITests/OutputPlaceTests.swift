import Foundation
import Testing

@Suite(
  "What is there stays", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct OutputPlaceTests {
  private let fixture = Inputs.fixture("cortex-panels-panel1")

  private func expectRefused(
    _ arguments: [String], keeping path: String, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let before = FileManager.default.contents(atPath: path)
    let outcome = try Program().run(arguments)
    #expect(outcome.endedByItself && outcome.exitCode == 1, "\(outcome)", sourceLocation: place)
    #expect(
      outcome.errorLines.last?.contains("would be lost; name another file") == true,
      "\(outcome.errors)", sourceLocation: place)
    #expect(FileManager.default.contents(atPath: path) == before, sourceLocation: place)
  }

  @Test("No picture is drawn over the input, over a model's weights, or over another result")
  func pictures() throws {
    let scratch = try ScratchFolder()
    let section = scratch.path("section.h5ad")
    try FileManager.default.copyItem(atPath: fixture, toPath: section)
    let weights = scratch.path("model.safetensors")
    try Data("weights".utf8).write(to: URL(fileURLWithPath: weights))
    try expectRefused(
      ["render", section, "--color-by", "cell_type", "-o", section], keeping: section)
    try expectRefused(
      ["render", section, "--color-by", "cell_type", "-o", weights], keeping: weights)
    let model = try TrainedModels.shared.get().labelled
    let output = scratch.path("out.h5ad")
    try expectRefused(
      ["annotate", section, "--model", model, "-o", output, "--map", output], keeping: output)
    try expectRefused(
      ["annotate", section, "--model", model, "-o", output, "--map", section], keeping: section)
    let picture = scratch.path("map.png")
    for _ in 0..<2 {
      let again = try Program().run(["render", section, "--color-by", "cell_type", "-o", picture])
      #expect(again.exitCode == 0, "a picture gives way to a picture: \(again)")
    }
  }

  @Test("A file that may not be written to stays, whoever asks, and one that may gives way")
  func writeProtected() throws {
    let scratch = try ScratchFolder()
    let section = scratch.path("section.h5ad")
    try FileManager.default.copyItem(atPath: fixture, toPath: section)
    let model = try TrainedModels.shared.get().labelled
    func permit(_ bits: Int) throws {
      try FileManager.default.setAttributes([.posixPermissions: bits], ofItemAtPath: section)
    }
    try permit(0o444)
    let before = FileManager.default.contents(atPath: section)
    for command in ["annotate", "embed"] {
      let refused = try Program().run([command, section, "--model", model, "-o", section])
      #expect(refused.exitCode == 1, "\(refused)")
      #expect(
        refused.errorLines.last?.contains("write-protected and stays as it is; name another")
          == true, "\(refused.errors)")
      #expect(FileManager.default.contents(atPath: section) == before)
    }
    try permit(0o644)
    let replaced = try Program().run(["annotate", section, "--model", model, "-o", section])
    #expect(replaced.exitCode == 0, "\(replaced)")
    #expect(FileManager.default.contents(atPath: section) != before)
  }

  @Test("A knowledge base replaces a knowledge base, and no other file")
  func knowledgeBases() throws {
    let scratch = try ScratchFolder()
    let table = scratch.path("mine.csv")
    try Data("cell_type,gene\nmicroglia,Cx3cr1\n".utf8).write(to: URL(fileURLWithPath: table))
    try expectRefused(["knowledge", "build", "--markers", table, "-o", table], keeping: table)
    for _ in 0..<2 {
      let built = try Program().run(
        ["knowledge", "build", "--markers", table, "-o", scratch.path("KB.sqlite")])
      #expect(built.exitCode == 0, "\(built)")
    }
  }

  @Test("Numbers of obs are drawn as numbers")
  func numericColumn() throws {
    let scratch = try ScratchFolder()
    let model = try TrainedModels.shared.get().labelled
    let annotated = scratch.path("annotated.h5ad")
    #expect(
      try Program().run(["annotate", fixture, "--model", model, "-o", annotated]).exitCode == 0)
    let names = try Program().run(["inspect", annotated]).output
    let key = try #require(
      ["histoglot_confidence", "histoglot_confidence_cell_type"].last { names.contains($0 + ":") })
    let drawn = try Program().run(
      ["render", annotated, "--color-by", key, "-o", scratch.path("map.png")])
    #expect(drawn.exitCode == 0, "\(drawn.errors)")
  }
}
