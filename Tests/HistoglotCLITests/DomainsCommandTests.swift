import AnnDataFiles
import Foundation
import Testing

@Suite("domains", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct DomainsCommandTests {
  private let section = Inputs.fixture("cortex-training")

  @Test("Domains, confidence, probabilities and colors stand beside what was there")
  func writes() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "domains", section, "--count", "5", "--json", "--map", scratch.path("map.png"), "-o",
      scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let before = try AnnDataFile(path: section)
    let after = try AnnDataFile(path: scratch.path("out.h5ad"))
    #expect(
      try after.columnNames(of: .obs)
        == before.columnNames(of: .obs) + ["histoglot_domain", "histoglot_domain_confidence"])
    guard case .categorical(let domains)? = try after.column("histoglot_domain", of: .obs),
      case .plain(let confidence)? = try after.column("histoglot_domain_confidence", of: .obs)
    else {
      Issue.record("columns are of other kinds")
      return
    }
    #expect(domains.categories == .string(["D1", "D2", "D3", "D4", "D5"]))
    #expect(domains.codes.allSatisfy { (0..<5).contains($0) })
    #expect(confidence.values.doubles?.allSatisfy { $0 > 0.2 && $0 <= 1 } == true)
    #expect(after.names(in: .obsm).contains("histoglot_domain_probabilities"))
    #expect(after.names(in: .uns).contains("histoglot_domain_colors"))
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(report["count"] as? Int == 5)
    #expect(report["toldBy"] as? String == "expression")
    #expect(FileManager.default.fileExists(atPath: scratch.path("map.png")))
    // Its own columns can be written anew, and drawn.
    let again = try Program().run(
      "domains", scratch.path("out.h5ad"), "--count", "4", "-o", scratch.path("again.h5ad"))
    #expect(again.exitCode == 0, "\(again.errors)")
    let drawn = try Program().run(
      "render", scratch.path("again.h5ad"), "--color-by", "histoglot_domain", "-o",
      scratch.path("drawn.png"))
    #expect(drawn.exitCode == 0, "\(drawn.errors)")
  }

  @Test("A column of the user's own is not written over")
  func keepsLabels() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "domains", section, "--count", "5", "--key", "region", "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.contains("'region'") == true, "\(outcome.errors)")
    #expect(try scratch.names == [])
  }

  @Test("Neither is what goes by the name of a result that was not there")
  func keepsWhatResultsAreCalled() throws {
    let scratch = try ScratchFolder()
    let first = try Program().run(
      "domains", section, "--count", "4", "--key", "a", "-o", scratch.path("a.h5ad"))
    #expect(first.exitCode == 0, "\(first.errors)")
    // obs['a_confidence'] is there now, and no result called 'a_confidence'.
    let second = try Program().run(
      "domains", scratch.path("a.h5ad"), "--count", "4", "--key", "a_confidence", "-o",
      scratch.path("b.h5ad"))
    #expect(second.exitCode == 1)
    #expect(second.errorLines.last?.contains("'a_confidence'") == true, "\(second.errors)")
  }

  @Test("Numbers that make no sense are refused", arguments: ["1", "0", "-3", "101"])
  func counts(_ count: String) throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "domains", section, "--count=\(count)", "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 64)
  }

  @Test("A key that no table could hold is refused", arguments: ["", "a/b", "a\nb", "a\r\nb"])
  func keys(_ key: String) throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "domains", section, "--count", "2", "--key", key, "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 64)
    #expect(try scratch.names == [])
  }

  @Test("A model's latent vectors are looked at beside expression")
  func model() throws {
    let models = try TrainedModels.shared.get()
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "domains", Inputs.fixture("cortex-panels-panel1"), "--model", models.pretrained, "--count",
      "4", "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("latent 0."), "\(outcome.errors)")
    #expect(outcome.errors.contains("expression 0."), "\(outcome.errors)")
  }

  @Test("Without coordinates it says what that costs")
  func withoutCoordinates() throws {
    let scratch = try ScratchFolder()
    let table = scratch.path("table.csv")
    let rows = (0..<80).map { row in
      "c\(row)," + (0..<12).map { "\(1 + ($0 * row + row / 20) % 4)" }.joined(separator: ",")
    }
    try (["cell," + (0..<12).map { "Gene\($0)" }.joined(separator: ",")] + rows)
      .joined(separator: "\n").write(toFile: table, atomically: true, encoding: .utf8)
    let outcome = try Program().run(
      "domains", table, "--count", "2", "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("warning: no coordinates"), "\(outcome.errors)")
  }
}
