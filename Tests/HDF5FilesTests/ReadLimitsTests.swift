import HDF5Files
import Testing

/// Crafted files that claim or lead to what must not be read.
@Suite("Crafted files", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct ReadLimitsTests {
  private func open(_ name: String) throws -> HDF5File {
    try HDF5File(path: try TestData.path("h5ad-hostile/\(name)"))
  }

  private func reason(_ body: () throws -> Void) throws -> HDF5Error.Reason {
    try #require(throws: HDF5Error.self) { try body() }.reason
  }

  @Test("terabytes that are claimed and not stored are refused before memory is taken")
  func claims() throws {
    let file = try open("big.h5")
    #expect(
      try reason { _ = try file.read("contig") }
        == .expandsTooFar(bytes: 8 << 40, storedBytes: 0))
    #expect(
      try reason { _ = try file.read("X") } == .expandsTooFar(bytes: 4 << 60, storedBytes: 0))
    #expect(
      try reason { _ = try file.read("X", rows: 0..<1) }
        == .expandsTooFar(bytes: 4 << 30, storedBytes: 0))
  }

  @Test("compression that expands too far is refused", arguments: ["bomb.h5", "bomb2.h5"])
  func bombs(name: String) throws {
    let file = try open(name)
    let stored = try file.describeDataset("X").storedBytes
    #expect(
      try reason { _ = try file.read("X") }
        == .expandsTooFar(bytes: 1 << 30, storedBytes: stored))
  }

  @Test("the limits are the caller's to move")
  func limits() throws {
    let path = try TestData.path("h5ad-hostile/big.h5")
    let strict = try HDF5File(path: path, limits: ReadLimits(unquestionedBytes: 1 << 20))
    #expect(
      try reason { _ = try strict.read("contig", rows: 0..<(1 << 18)) }
        == .expandsTooFar(bytes: 2 << 20, storedBytes: 0))
    // What was never written reads as zeros, as long as it is little.
    #expect(try strict.read("contig", rows: 0..<3).values == .float64([0, 0, 0]))
  }

  @Test("values in other files and datasets are refused")
  func elsewhere() throws {
    #expect(try reason { _ = try open("ext.h5").read("leak") } == .externalStorage)
    #expect(try reason { _ = try open("vds.h5").read("v") } == .virtualDataset)
  }

  @Test("links to other files are not followed")
  func externalLinks() throws {
    let file = try open("extlink.h5")
    let expected = HDF5Error.Reason.externalLink(file: "../h5ad-zoo/10_csr_i32.h5ad")
    #expect(try reason { _ = try file.links(of: "obs") } == expected)
    #expect(try reason { _ = try file.kind(of: "obs/_index") } == expected)
    #expect(
      try file.links(of: .root) == [
        Link(
          name: "obs",
          kind: .external(file: "../h5ad-zoo/10_csr_i32.h5ad", target: "/obs"))
      ])
  }

  @Test("a group inside itself is one object under many names")
  func cycle() throws {
    let file = try open("cycle.h5")
    #expect(try file.links(of: "a").map(\.name) == ["b", "c"])
    #expect(try file.identity(of: "a") == file.identity(of: "a/b/b"))
  }
}
