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
