import Foundation
import Testing

@Suite("describe", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct DescribeCommandTests {
  private struct Report: Decodable {
    struct Description: Decodable {
      struct Extent: Decodable {
        var cells: Int
        var sectionCells: Int
      }
      struct TypeContrast: Decodable {
        var name: String
        var share: Double
        var elsewhere: Double?
        var falseDiscoveryRate: Double?
      }
      struct TermLikeness: Decodable {
        var name: String
        var score: Double
        var source: String?
      }
      var name: String
      var extent: Extent
      var types: [TypeContrast]
      var terms: [TermLikeness]
    }
    var types: String
    var description: Description
    var paragraph: String
  }

  private let section = Inputs.fixture("cortex-held-out")

  private func report(_ arguments: String...) throws -> Report {
    let outcome = try Program().run(
      ["describe", section, "--json", "--permutations", "999"] + arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }

  @Test("A layer's types and its name come first")
  func layer() throws {
    let report = try report("--obs", "region=WM")
    #expect(report.description.types.first?.name == "Oligo")
    #expect(report.description.terms.first?.name == "white matter")
    #expect(report.description.terms.first?.source == "built-in table")
    #expect(report.types == "\(report.description.types.count) types from obs['cell_type']")
    #expect(report.paragraph.contains("it is richest in Oligo [oligodendrocyte]"))
  }

  @Test("Without a label types are found by markers")
  func markers() throws {
    let report = try report("--obs", "region=WM", "--types", "oligodendrocyte, neuron, astrocyte")
    #expect(report.types.contains("no label was used"))
    #expect(report.description.types.first?.name == "oligodendrocyte")
  }

  @Test("A GeoJSON file, its corners and the names of its cells choose the same region")
  func selections() throws {
    let scratch = try ScratchFolder()
    let file = scratch.path("area.geojson")
    try Data(
      #"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[300,0],[300,9000],[0,9000],[0,0]]]},"properties":{"name":"left"}}"#
        .utf8
    ).write(to: URL(fileURLWithPath: file))
    let byFile = try report("--region", file, "--name", "left")
    let byCorners = try report("--region", "0,0 300,0 300,9000 0,9000")
    // Half as large pixels, twice as many.
    let inPixels = try report(
      "--region", "0,0 600,0 600,18000 0,18000", "--microns-per-pixel", "0.5")
    #expect(byFile.description.name == "left")
    #expect(byFile.description.extent.cells > 20)
    for other in [byCorners, inPixels] {
      #expect(other.description.extent.cells == byFile.description.extent.cells)
      #expect(
        other.description.types.map(\.share) == byFile.description.types.map(\.share))
    }
  }

  @Test("The paragraph goes to a file, or to standard output")
  func output() throws {
    let scratch = try ScratchFolder()
    let arguments = ["describe", section, "--obs", "region=L4", "--permutations", "99"]
    let printed = try Program().run(arguments)
    let written = try Program().run(arguments + ["-o", scratch.path("paragraph.txt")])
    #expect(printed.exitCode == 0 && written.exitCode == 0 && written.output.isEmpty)
    let text = try String(contentsOfFile: scratch.path("paragraph.txt"), encoding: .utf8)
    #expect(text == printed.output && text.contains("L4 (obs['region']) holds"))
    #expect(try scratch.names == ["paragraph.txt"])
  }

  @Test("Regions that cannot be described: exit code 1, one line, nothing left behind")
  func refused() throws {
    let scratch = try ScratchFolder()
    let output = scratch.path("paragraph.txt")
    for (arguments, mention) in [
      (["--obs", "region=nowhere"], "'WM'"), (["--obs", "nothing=WM"], "cell_type"),
      (["--cells", "a,b"], "2 of 2"), (["--region", "no-such-file.json"], "neither a file"),
      (["--cells", "no-such-list.txt"], "no such file"),
      (["--region", "90000,0 90001,0 90001,1"], "90000 to 90001"),
      (["--region", "-9999,-9999 9999,-9999 9999,9999 -9999,9999"], "nothing to compare"),
      (["--region", section], "no GeoJSON"), (["--only", "other"], "section 'other'"),
    ] {
      let outcome = try Program().run(["describe", section, "-o", output] + arguments)
      #expect(outcome.endedByItself && outcome.exitCode == 1, "\(arguments): \(outcome)")
      let line = outcome.errorLines.last ?? ""
      #expect(line.hasPrefix("Error: ") && line.contains(";") || line.contains("name one"))
      #expect(line.contains(mention), "\(arguments): \(line)")
      #expect(outcome.errorLines.count { $0.hasPrefix("Error: ") } == 1)
    }
    #expect(try scratch.names.isEmpty)
  }

  @Test("A file of several sections asks which")
  func several() throws {
    let outcome = try Program().run(
      "describe", Inputs.fixture("cortex-training"), "--obs", "region=L4")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.contains("choose one with --only") == true, "\(outcome)")
  }

  @Test(
    "A command line that is not understood ends with 64",
    arguments: [
      ["--obs", "region=WM", "--cells", "a"], ["--obs", "region"], ["--obs", "=WM"],
      ["--name", "x"], ["--permutations", "3"], ["--label", "a", "--types", "b"],
      ["--region", "0,0 1,0 1,1", "--microns-per-pixel", "0"],
    ])
  func usage(arguments: [String]) throws {
    #expect(try Program().run(["describe", section] + arguments).exitCode == 64)
  }
}
