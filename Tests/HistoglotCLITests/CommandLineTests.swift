import Foundation
import Testing

@Suite(
  "The command line", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct CommandLineTests {
  private static let commands = [
    "inspect", "pretrain", "finetune", "align", "annotate", "domains", "embed", "impute", "denoise",
    "evaluate", "render", "simulate", "knowledge",
  ]

  @Test("--help names every command and the exit codes")
  func help() throws {
    let outcome = try Program().run("--help")
    #expect(outcome.exitCode == 0)
    for command in Self.commands { #expect(outcome.output.contains("\n  \(command) ")) }
    #expect(outcome.output.contains("Exit codes"))
  }

  @Test("--help of a command shows an example", arguments: commands)
  func example(command: String) throws {
    let outcome = try Program().run(command, "--help")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("Example:\n  histoglot \(command) "))
  }

  @Test(
    "Examples stand as they are typed where help is piped, 80 columns wide",
    arguments: commands + ["query", "describe", "knowledge build", "knowledge lookup"])
  func width(command: String) throws {
    let outcome = try Program().run(command.split(separator: " ").map(String.init) + ["--help"])
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "Example:"))
    let examples = lines[(start + 1)...].prefix { !$0.isEmpty }
    #expect(examples.count > 0)
    for line in examples {
      #expect(line.hasPrefix("  ") && line.count <= 80, "wrapped: \(line)")
    }
  }

  @Test(
    "--help says which inputs are read",
    arguments: ["query", "align", "describe", "annotate", "inspect", "embed"])
  func inputs(command: String) throws {
    let help = try Program().run(command, "--help").output
    for kind in [".h5ad", "Xenium", "Visium", "MERSCOPE", "CosMx", "10x", "CSV"] {
      #expect(help.contains(kind), "\(kind)")
    }
  }

  @Test(
    "A command line that is not understood ends with 64",
    arguments: [
      ["fly"], ["annotate"], ["render", "a.h5ad", "-o", "a.png"], ["inspect", "a.h5ad", "--loud"],
      ["render", "a.h5ad", "--color-by", "x", "-o", "a.png", "--point-size", "0"],
      ["render", "a.h5ad", "--color-by", "x", "-o", "a.png", "--point-size=-1"],
      ["render", "a.h5ad", "--color-by", "x", "-o", "a.png", "--point-size", "nan"],
      ["render", "a.h5ad", "--color-by", "x", "-o", "a.png", "--point-size", "1e9"],
      ["render", "a.h5ad", "--color-by", "x", "-o", "a.png", "--dpi", "nan"],
      ["render", "a.h5ad", "--color-by", "x", "-o", "a.png", "--rotate", "inf"],
      ["annotate", "a.h5ad", "--model", "m", "-o", "b.h5ad", "--min-confidence", "2"],
      ["annotate", "a.h5ad", "--model", "m", "-o", "b.h5ad", "--max-novelty", "nan"],
      ["annotate", "a.h5ad", "--types", "neuron", "-o", "b.h5ad", "--max-novelty", "2"],
      ["pretrain", "a.h5ad", "-o", "m", "--epochs", "0"],
      ["pretrain", "a.h5ad", "-o", "m", "--preset", "huge"],
      ["align", "a.h5ad", "--model", "m", "--label", "x", "-o", "n", "--batch", "1"],
      ["align", "a.h5ad", "--model", "m", "--label", "x", "-o", "n", "--reliability", "hope"],
    ])
  func usage(arguments: [String]) throws {
    let outcome = try Program().run(arguments)
    #expect(outcome.endedByItself && outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.errors.hasPrefix("Error: "))
  }

  @Test(
    "What cannot be left out is refused with the reason and the names there are",
    arguments: [
      (
        ["pretrain", "a.h5ad", "-o", "m", "--without", "luck"], "'luck' is no part",
        "flow-attention"
      ),
      (["pretrain", "a.h5ad", "-o", "m", "--without", "masking,"], "'' is no part", "masking"),
      (
        [
          "pretrain", "a.h5ad", "-o", "m", "--preset", "cellplm", "--without",
          "neighbourhood-attention",
        ], "neighbourhood-attention", "cellplm has none"
      ),
      (
        ["finetune", "a.h5ad", "--model", "m", "--label", "x", "-o", "n", "--without", "luck"],
        "'luck' is no part", "own-token"
      ),
      (
        [
          "finetune", "a.h5ad", "--model", "m", "--label", "x", "-o", "n", "--without",
          "context,own-token",
        ], "own-token", "left out with context already"
      ),
      (
        [
          "finetune", "a.h5ad", "--model", "m", "--label", "x", "-o", "n", "--without",
          "context, linear-own", "--without", "network-own",
        ], "no expert is left", "name fewer"
      ),
    ])
  func without(arguments: [String], one: String, other: String) throws {
    let outcome = try Program().run(arguments)
    #expect(outcome.endedByItself && outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.errors.contains(one) && outcome.errors.contains(other), "\(outcome.errors)")
  }

  private struct Inspected: Decodable {
    struct Column: Decodable {
      var name: String
      var kind: String
      var categories: [String]?
    }
    struct Counts: Decodable {
      var element: String
      var total: Int
    }
    struct Spatial: Decodable { var units: String }
    struct Unreadable: Decodable {
      var element: String
      var reason: String
    }
    struct Section: Decodable {
      var name: String
      var cells: Int
    }
    var cells: Int
    var genes: Int
    var obs: [Column]
    var counts: Counts?
    var sections: [Section]
    var spatial: Spatial?
    var unreadable: [Unreadable]
  }

  private func inspect(_ path: String) throws -> Inspected {
    let outcome = try Program().run("inspect", path, "--json")
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome)")
    return try JSONDecoder().decode(Inspected.self, from: Data(outcome.output.utf8))
  }

  @Test("inspect --json says what a section holds, under the documented keys")
  func inspection() throws {
    let found = try inspect(Inputs.fixture("cortex-training"))
    #expect(found.cells == 6000 && found.genes == 100)
    #expect(found.counts?.element == "X")
    #expect((found.counts?.total ?? 0) > 0)
    #expect(found.sections.map(\.cells) == [2000, 2000, 2000])
    #expect(found.spatial != nil && found.unreadable.isEmpty)
    let region = try #require(found.obs.first { $0.name == "region" })
    #expect((region.categories?.count ?? 0) > 1)
  }

  @Test(
    "inspect --json names an element that cannot be read, and why",
    .enabled(if: Inputs.zooIsThere, "no data; name it with HISTOGLOT_DATA"))
  func unreadable() throws {
    let found = try inspect(Inputs.zoo("54_zstd.h5ad"))
    #expect(found.cells > 0 && found.counts == nil)
    #expect(found.unreadable.contains { $0.reason.contains("zstd") })
  }

  @Test("The program alone in an empty folder draws: nothing it needs lies beside it")
  func alone() throws {
    let scratch = try ScratchFolder()
    let copy = scratch.url.appendingPathComponent("histoglot")
    try FileManager.default.copyItem(at: Program().url, to: copy)
    let outcome = try Program(at: copy).run(
      "render", Inputs.fixture("cortex-held-out"), "--color-by", "region", "-o", "map.png",
      in: scratch.url)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let picture = try Data(contentsOf: scratch.url.appendingPathComponent("map.png"))
    #expect(picture.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    #expect(try scratch.names == ["histoglot", "map.png"])
  }

  #if !oneDNN
    @Test(
      "bf16 is refused in one line that says how to build it, before anything is read",
      arguments: ["embed", "annotate"])
    func precision(command: String) throws {
      let outcome = try Program().run(
        command, "missing.h5ad", "--model", "missing", "-o", "out.h5ad", "--precision", "bf16")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("libdnnl-dev"))
      #expect(outcome.errors.contains("swift build -c release --traits oneDNN"))
    }
  #endif

  @Test("A title the font cannot write is drawn, and its characters are named")
  func boxes() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "render", Inputs.fixture("cortex-held-out"), "--color-by", "region", "--dpi", "60", "--title",
      "皮質 layers", "-o", scratch.path("map.png"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let notes = outcome.errorLines.filter { $0.contains("皮 (U+76AE), 質 (U+8CEA)") }
    #expect(notes.count == 1, "\(outcome.errors)")
    #expect(try scratch.names == ["map.png"])
  }

  @Test(
    "Numbers that make no section are wrong usage, and nothing is written",
    arguments: [
      ["--cells", "0"], ["--genes", "1"], ["--panels", "2"], ["--mislabelled", "1.5"],
    ])
  func simulatedNothing(options: [String]) throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(["simulate"] + options + ["-o", scratch.path("a.h5ad")])
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("Error: simulation: "), "\(outcome.errors)")
    #expect(try scratch.names == [])
  }

  @Test("The same seed simulates the same bytes, another seed others")
  func simulation() throws {
    let scratch = try ScratchFolder()
    for (name, seed) in [("a", "5"), ("b", "5"), ("c", "6")] {
      let outcome = try Program().run(
        "simulate", "--cells", "200", "--genes", "40", "--seed", seed, "-o",
        scratch.path("\(name).h5ad"))
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
    let files = try ["a", "b", "c"].map {
      try Data(contentsOf: scratch.url.appendingPathComponent("\($0).h5ad"))
    }
    #expect(files[0] == files[1] && files[0] != files[2])
  }
}
