import Foundation
import Testing

@Suite("query", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct QueryCommandTests {
  private struct Report: Decodable {
    struct Region: Decodable { var p: Double }
    var query: String
    var regions: [Region]
    var noMatch: String?
  }

  @Test("Where a file stands in place of the folder it says so, and leaves the file")
  func file() throws {
    let scratch = try ScratchFolder()
    let path = scratch.path("answer")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    for output in [path, path + "/inside"] {
      let outcome = try Program().run(
        "query", "white matter", Inputs.fixture("cortex-held-out"), "-o", output)
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.errorLines.last?.contains("is a file, and results go into a folder") == true,
        "\(outcome.errors)")
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test("A query that is not understood leaves nothing of an earlier answer")
  func staleAnswers() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path("answer")
    func ask(_ text: String) throws -> Report {
      let outcome = try Program().run(
        "query", text, Inputs.fixture("cortex-held-out"), "--label", "cell_type", "--dpi", "50",
        "--permutations", "39", "-o", folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/result.json"))
      return try JSONDecoder().decode(Report.self, from: data)
    }
    func files() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
    let found = try ask("white matter")
    #expect(!found.regions.isEmpty && found.noMatch == nil)
    #expect(
      try files()
        == ["annotated.h5ad", "map.png", "regions.csv", "regions.geojson", "result.json"])
    let nothing = try ask("high Zzz9")
    #expect(nothing.regions.isEmpty)
    #expect(nothing.noMatch?.hasPrefix("No good match") ?? false)
    #expect(try files() == ["result.json"])
  }
}
