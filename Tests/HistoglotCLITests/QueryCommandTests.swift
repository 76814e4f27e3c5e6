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
