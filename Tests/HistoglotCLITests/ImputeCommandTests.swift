import AnnDataFiles
import Foundation
import Testing

@Suite(
  "impute and denoise", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct ImputeCommandTests {
  private let section = Inputs.fixture("cortex-panels-panel1")
  private let reference = Inputs.fixture("cortex-panels-panel2")

  private func shape(_ element: Element?) -> [Int]? {
    if case .array(let values)? = element { values.shape } else { nil }
  }

  @Test("Imputed genes stand beside what was there, each with what to expect of it")
  func imputes() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run(
      "impute", section, "--reference", reference, "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("shared genes left out in turn"))
    let before = try AnnDataFile(path: section)
    let after = try AnnDataFile(path: scratch.path("out.h5ad"))
    let own = Set(try before.rowNames(of: .var))
    let wanted = try AnnDataFile(path: reference).rowNames(of: .var).filter { !own.contains($0) }
    guard case .dataframe(let genes)? = try after.uns("histoglot_imputed", "genes") else {
      Issue.record("uns has no table of genes")
      return
    }
    #expect(genes.rowNames == wanted)
    #expect(genes.columns.map(\.name) == ["expected_pearson", "pearson_within_reference"])
    #expect(try after.embedding("X_histoglot_imputed")?.columnCount == wanted.count)
    #expect(try after.rowNames(of: .obs) == before.rowNames(of: .obs))
    #expect(try after.columnNames(of: .obs) == before.columnNames(of: .obs))
  }

  @Test("A file without a gene in common is refused before anything is written")
  func nothingInCommon() throws {
    let scratch = try ScratchFolder()
    let table = scratch.url.appendingPathComponent("table.csv")
    let genes = (0..<12).map { "Other\($0)" }
    let rows = (0..<60).map { row in
      "c\(row),\(row),\(row),"
        + genes.indices.map { "\(1 + ($0 * row) % 3)" }.joined(separator: ",")
    }
    try (["cell,x,y," + genes.joined(separator: ",")] + rows).joined(separator: "\n").write(
      to: table, atomically: true, encoding: .utf8)
    let outcome = try Program().run(
      "impute", section, "--reference", table.path, "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.errorLines.last?.contains("0 genes are measured here") == true, "\(outcome.errors)")
    #expect(try scratch.names == ["table.csv"])
  }

  @Test("The reference is never written over")
  func keepsReference() throws {
    let outcome = try Program().run(
      "impute", section, "--reference", reference, "-o", reference)
    #expect(outcome.exitCode == 1)
  }

  @Test("Denoised expression is a layer of the shape of X")
  func denoises() throws {
    let scratch = try ScratchFolder()
    let outcome = try Program().run("denoise", section, "-o", scratch.path("out.h5ad"))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let after = try AnnDataFile(path: scratch.path("out.h5ad"))
    let rows = try after.readRows(.layer("histoglot_denoised"), as: Float.self)
    #expect(rows.rowCount == after.cellCount && rows.columnCount == after.geneCount)
    #expect(rows.values.allSatisfy { $0 > 0 && $0.isFinite })
  }
}
