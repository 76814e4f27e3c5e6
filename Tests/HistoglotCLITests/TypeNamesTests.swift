import Foundation
import Testing

@Suite(
  "annotate --types", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct TypeNamesTests {
  private static let section = Inputs.fixture("cortex-held-out")

  private static func annotate(
    _ types: String, _ more: String..., in scratch: ScratchFolder
  ) throws -> Program.Outcome {
    try Program().run(
      ["annotate", section, "--types", types, "-o", scratch.path("out.h5ad")] + more)
  }

  @Test("Types by name alone take their markers from the built-in knowledge")
  func names() throws {
    let scratch = try ScratchFolder()
    let outcome = try Self.annotate("microglia, astrocyte, oligodendrocyte", in: scratch)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    for name in ["microglia", "astrocyte", "oligodendrocyte"] {
      #expect(outcome.errors.contains("  \(name): "))
    }
    #expect(outcome.errors.contains("Unknown"))
  }

  @Test(
    "A few names do not swallow cells of other types, and confidence is said to be uncalibrated")
  func few() throws {
    let scratch = try ScratchFolder()
    let outcome = try Self.annotate("microglia", in: scratch)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("tissue: brain, since "))
    #expect(outcome.errors.contains("other types of the tissue fit "))
    #expect(outcome.errors.contains("confidence is not calibrated"))
    let forced = try Self.annotate("microglia", "--forced", in: scratch)
    #expect(!forced.errors.contains("other types of the tissue"), "\(forced.errors)")
  }

  @Test("The broad types are those of the section's tissue, with two markers that go together")
  func inferred() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "annotate", Self.section, "--ontology-slim", "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("tissue: brain, since "))
    #expect(outcome.errors.contains("  excitatory neuron: "))
    for name in ["T cell", "mast cell", "malignant cell"] {
      #expect(!outcome.errors.contains("  \(name): "), "\(outcome.errors)")
    }
  }

  @Test("A list that is not there is no name of a type")
  func missingList() throws {
    let scratch = try ScratchFolder()
    let outcome = try Self.annotate("/nonexist.csv", in: scratch)
    #expect(outcome.exitCode == 1 && outcome.errors.contains("no such file"), "\(outcome)")
    #expect(try scratch.names.isEmpty)
  }

  @Test("A table of markers, slashes in names and all, ends in labels that evaluate can read")
  func table() throws {
    let scratch = try ScratchFolder()
    let table = """
      name,markers
      Oligo,Mbp Plp1
      Micro,C1qa Cx3cr1
      L2/3 IT,Slc17a7 Cux2
      L4 IT,Slc17a7 Rorb
      "Nobody's, cell",Nowhere1
      """
    try Data(table.utf8).write(to: scratch.url.appendingPathComponent("types.csv"))
    let outcome = try Self.annotate(
      scratch.path("types.csv"), "--map", scratch.path("map.png"), in: scratch)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "not looked for, since no marker of theirs is on the panel: 'Nobody's, cell'"))
    #expect(try scratch.names.contains("map.png"))
    let scores = try Program().run("evaluate", scratch.path("out.h5ad"), "--truth", "cell_type")
    #expect(scores.exitCode == 0, "\(scores.errors)")
    #expect(scores.output.contains("Oligo") && scores.output.contains("L2/3 IT"))
  }

  @Test("The broad types of the store can be asked for all at once")
  func slim() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "annotate", Self.section, "--ontology-slim", "--tissue", "brain", "-o",
      scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("  excitatory neuron: "))
  }

  @Test(
    "Types that cannot be asked for are refused in one line, and nothing is left behind",
    arguments: [
      "", " , ", "a,a", "\"open", "Unknown", "nothing anybody knows", "小胶质细胞ʘ", "/",
      "x\u{1}y", String(repeating: "long", count: 500),
    ])
  func refused(types: String) throws {
    let scratch = try ScratchFolder()
    let outcome = try Self.annotate(types, in: scratch)
    #expect(outcome.endedByItself && outcome.exitCode == 1, "\(outcome)")
    #expect(outcome.errors.split(separator: "\n").filter { $0.hasPrefix("Error: ") }.count == 1)
    #expect(outcome.errorLines.last?.hasPrefix("Error: ") == true)
    #expect(try scratch.names.isEmpty)
  }

  @Test("Ten thousand names beside one that is known work")
  func many() throws {
    let scratch = try ScratchFolder()
    let names = (0..<10_000).map { "thing \($0)" }.joined(separator: "\n")
    try Data("microglia\n\(names)\n".utf8).write(
      to: scratch.url.appendingPathComponent("types.txt"))
    let outcome = try Self.annotate(scratch.path("types.txt"), in: scratch)
    #expect(outcome.exitCode == 0, "\(outcome.errors.prefix(500))")
    #expect(outcome.errors.contains("  microglia: "))
    #expect(outcome.errorLines.count < 20)
  }

  @Test(
    "Options that need something else say so with 64",
    arguments: [
      ["--types", "a", "--ontology-slim"], ["--forced", "--model", "m"],
      ["--types", "a", "--smoothing", "-1"], ["--types", "a", "--by", "magic"],
      ["--types", "a", "--tissue", "moon"], [],
    ])
  func usage(arguments: [String]) throws {
    let outcome = try Program().run(["annotate", "a.h5ad", "-o", "b.h5ad"] + arguments)
    #expect(outcome.endedByItself && outcome.exitCode == 64, "\(outcome)")
  }

  @Test("A latent without a model is refused")
  func latent() throws {
    let scratch = try ScratchFolder()
    let outcome = try Self.annotate("microglia", "--representation", "latent", in: scratch)
    #expect(outcome.exitCode == 1 && outcome.errors.contains("--model"), "\(outcome)")
  }
}
