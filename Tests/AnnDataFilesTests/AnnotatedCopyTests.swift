import AnnDataFiles
import Foundation
import Testing

/// Files of every kind, annotated: what is added is there, and all else is as it was.
@Suite("Annotated copies", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct AnnotatedCopyTests {
  static let paths: [String] =
    TestData.names(in: "h5ad-zoo").filter { !$0.contains("BAD") }.map { "h5ad-zoo/\($0)" }
    + TestData.names(in: "h5ad-wild").map { "h5ad-wild/\($0)" }
    + ["sections/starmap_mpfc_dev.h5ad"]

  /// What an annotation adds, for any number of cells.
  static func annotated(_ file: AnnDataFile) -> AnnotatedCopy {
    let cells = file.cellCount
    let types = ["T cell", "CD4+/CD25 T Reg", "µ-glia"]
    let confidence = (0..<cells).map { Float($0 % 7) / 8 }
    var copy = AnnotatedCopy(of: file)
    copy.set(
      .categorical(Categorical(codes: (0..<cells).map { Int32($0 % 4) - 1 }, names: types)),
      named: "histoglot_label", of: .obs)
    copy.set(.floats(confidence), named: "histoglot_confidence", of: .obs)
    copy.set(
      .array(TypedArray(shape: [cells, 3], .float32((0..<cells * 3).map(Float.init)))),
      named: "X_histoglot", in: .obsm)
    let index =
      ((try? file.rowNames(of: .obs)) ?? []).isEmpty
      ? (0..<cells).map(String.init) : (try? file.rowNames(of: .obs)) ?? []
    copy.set(
      .dataframe(
        DataFrame(rowNames: index, columns: types.map { NamedColumn($0, .floats(confidence)) })),
      named: "histoglot_probabilities", in: .obsm)
    copy.setUns(.text("a model"), "histoglot", "model")
    copy.setUns(.number(0.5), "histoglot", "threshold")
    copy.setColors(["#ff0000", "#00ff00", "#0000ff"], of: "histoglot_label")
    return copy
  }

  @Test("all that was not touched is as it was, and what was added is there", arguments: paths)
  func keepsTheRest(name: String) throws {
    let source = try AnnDataFile(path: try TestData.path(name))
    try withCopies { folder in
      let target = "\(folder)/\(name.replacingOccurrences(of: "/", with: "_"))"
      try Self.annotated(source).write(to: target)
      let copy = try AnnDataFile(path: target)
      #expect(copy.generation == .current)
      if source.unreadableElements().contains(where: { $0.reason.contains("compressed") }) {
        #expect(copy.unreadableElements() == source.unreadableElements())
      } else {
        let before = try Contents(source).elements
        let after = try Contents(copy).elements
        for (path, text) in before where !(path.hasPrefix("uns/histoglot")) {
          #expect(after[path] == text, "\(path)")
        }
        #expect(
          Set(after.keys).subtracting(before.keys) == [
            "obs/histoglot_label", "obs/histoglot_confidence", "obsm/X_histoglot",
            "obsm/histoglot_probabilities", "uns/histoglot", "uns/histoglot_label_colors",
          ])
      }
      let label = try #require(try copy.column("histoglot_label", of: .obs)?.categorized)
      #expect(label.categoryNames == ["T cell", "CD4+/CD25 T Reg", "µ-glia"])
      #expect(label.codes == (0..<copy.cellCount).map { Int32($0 % 4) - 1 })
      let probabilities = try #require(try copy.element("histoglot_probabilities", in: .obsm))
      #expect(probabilities.shape == [copy.cellCount, 3])
      #expect(try copy.uns("histoglot", "threshold")?.number == 0.5)
      #expect(try copy.colors(of: "histoglot_label") == ["#ff0000", "#00ff00", "#0000ff"])
    }
  }

  @Test(
    "annotating a file again in place neither makes it grow nor changes the rest",
    arguments: paths.filter { $0.hasPrefix("h5ad-zoo/") })
  func again(name: String) throws {
    let source = try AnnDataFile(path: try TestData.path(name))
    try withTemporaryFolder { folder in
      let target = "\(folder)/a.h5ad"
      try Self.annotated(source).write(to: target)
      let once = try AnnDataFile(path: target)
      let isSound = once.unreadableElements().isEmpty
      let before = isSound ? try Contents(once).elements : [:]
      var sizes: [Int] = []
      for _ in 0..<2 {
        try Self.annotated(try AnnDataFile(path: target)).write(to: target)
        sizes.append(try Data(contentsOf: URL(fileURLWithPath: target)).count)
      }
      if isSound {
        #expect(try Contents(AnnDataFile(path: target)).elements == before)
        #expect(sizes[1] == sizes[0], "\(sizes)")
      }
    }
  }

  @Test("the same input gives the same bytes a second later")
  func sameBytes() throws {
    try withTemporaryFolder { folder in
      let chosen = Self.paths.filter { path in
        ["wild", "legacy", "libver", "30_", "42_", "95_"].contains { path.contains($0) }
      }
      let sources = try chosen.map { try AnnDataFile(path: try TestData.path($0)) }
      for (number, source) in sources.enumerated() {
        try Self.annotated(source).write(to: "\(folder)/\(number).first")
        // Once more: what is replaced takes another way.
        try Self.annotated(try AnnDataFile(path: "\(folder)/\(number).first"))
          .write(to: "\(folder)/\(number).first.again")
      }
      // HDF5 counts times in seconds.
      Thread.sleep(forTimeInterval: 1.1)
      for (number, source) in sources.enumerated() {
        try Self.annotated(source).write(to: "\(folder)/\(number).second")
        let first = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(number).first"))
        let second = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(number).second"))
        #expect(first == second, "\(source.path)")
        try Self.annotated(try AnnDataFile(path: "\(folder)/\(number).first"))
          .write(to: "\(folder)/\(number).second.again")
        let again = try ["first", "second"].map {
          try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(number).\($0).again"))
        }
        #expect(again[0] == again[1], "\(source.path), again")
      }
    }
  }

  /// A folder for copies: HISTOGLOT_COPIES where that is set, so that other programs can open them too.
  private func withCopies<Result>(_ body: (String) throws -> Result) throws -> Result {
    if let folder = ProcessInfo.processInfo.environment["HISTOGLOT_COPIES"] {
      return try body(folder)
    }
    return try withTemporaryFolder(body)
  }
}
