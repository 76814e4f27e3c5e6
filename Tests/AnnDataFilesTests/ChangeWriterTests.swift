import AnnDataFiles
import Foundation
import Testing

/// What a copy adds, replaces and takes out, on a file made for it.
@Suite("Changing copies")
struct ChangeWriterTests {
  /// Makes a file, copies it with changes onto `target` (another file, or itself), and opens the copy.
  private func withCopy(
    of contents: AnnDataContents = AnnDataContentsTests.contents, ontoItself: Bool = false,
    _ change: (inout AnnotatedCopy) -> Void, check: (AnnDataFile) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let source = "\(folder)/a.h5ad"
      try contents.write(to: source)
      var copy = AnnotatedCopy(of: try AnnDataFile(path: source))
      change(&copy)
      let target = ontoItself ? source : "\(folder)/b.h5ad"
      try copy.write(to: target)
      try check(try AnnDataFile(path: target))
    }
  }

  @Test("a column that is replaced keeps its place, one that is new comes last")
  func columns() throws {
    let before = AnnDataContentsTests.contents.obs.columns.map(\.name)
    try withCopy {
      $0.set(.texts(["p", "q", "r", "s"]), named: "cell_type", of: .obs)
      $0.set(.floats([1, 2, 3, 4]), named: "new", of: .obs)
      $0.set(.integers([1, 2, 3]), named: "cluster", of: .var)
    } check: { (file) throws in
      #expect(try file.columnNames(of: .obs) == before + ["new"])
      #expect(try file.column("cell_type", of: .obs) == .texts(["p", "q", "r", "s"]))
      #expect(try file.column("score", of: .obs) == .floats([0.5, 1, 2, 4]))
      #expect(try file.columnNames(of: .var) == ["gene_ids", "cluster"])
      #expect(try file.indexName(of: .var) == "gene")
    }
  }

  @Test("the last of several changes to one element holds")
  func lastHolds() throws {
    try withCopy {
      $0.set(.floats([1, 2, 3, 4]), named: "new", of: .obs)
      $0.set(.texts(["p", "q", "r", "s"]), named: "new", of: .obs)
      $0.setUns(.number(1), "a", "b")
      $0.setUns(.text("x"), "a", "b")
      $0.setUns(.text("y"), "a", "c")
    } check: { (file) throws in
      #expect(try file.column("new", of: .obs) == .texts(["p", "q", "r", "s"]))
      #expect(
        try file.uns("a")
          == .mapping([NamedElement("b", .text("x")), NamedElement("c", .text("y"))]))
    }
  }

  @Test("columns and elements that are taken out are gone, and those that are not there may be")
  func removals() throws {
    try withCopy {
      $0.removeColumn("cell_type", of: .obs)
      $0.removeColumn("pct/mt", of: .obs)
      $0.removeColumn("none", of: .obs)
      $0.remove("spatial", in: .obsm)
      $0.remove("none", in: .uns)
    } check: { (file) throws in
      #expect(
        try file.columnNames(of: .obs) == ["score", "total", "ok", "donor", "n", "flag"])
      #expect(file.names(in: .obsm) == ["probabilities"])
    }
  }

  @Test("a layer of counts is added as it is")
  func layer() throws {
    let rows = SparseRows<Int32>(
      rowStarts: [0, 1, 1, 1, 2], columns: [2, 0], values: [5, 6], columnCount: 3)
    try withCopy {
      $0.set(.sparse(SparseMatrix(rows)), named: "counts", in: .layers)
    } check: { (file) throws in
      #expect(try file.readRows(.layer("counts"), as: Int32.self) == rows)
      #expect(file.matrixLocations == [.x, .layer("counts"), .layer("dense")])
    }
  }

  @Test("a file may be replaced by its own copy")
  func ontoItself() throws {
    try withCopy(ontoItself: true) {
      $0.set(.floats([1, 2, 3, 4]), named: "new", of: .obs)
    } check: { (file) throws in
      #expect(try file.column("new", of: .obs) == .floats([1, 2, 3, 4]))
      #expect(try file.column("donor", of: .obs) == .texts(["x", "y", "", "日本"]))
    }
  }

  @Test("annotating again and again does not make the file grow and grow")
  func growth() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5ad"
      var contents = AnnDataContents(
        x: nil, obs: DataFrame(rowNames: (0..<5000).map(String.init)),
        var: DataFrame(rowNames: ["g"]))
      contents.uns = []
      try contents.write(to: path)
      var sizes: [Int] = []
      for round in 0..<8 {
        var copy = AnnotatedCopy(of: try AnnDataFile(path: path))
        copy.set(
          .floats((0..<5000).map { Float($0 * (round + 1) % 977) }), named: "c", of: .obs)
        copy.set(
          .array(
            TypedArray(shape: [5000, 8], .float32((0..<40_000).map { Float($0 ^ round) }))),
          named: "X_histoglot", in: .obsm)
        try copy.write(to: path)
        sizes.append(try Data(contentsOf: URL(fileURLWithPath: path)).count)
      }
      #expect(try #require(sizes.last) < 2 * sizes[0])
    }
  }

  @Test("a missing text in a column is written as a category that is missing, for all readers")
  func nullableText() throws {
    let column = Column.nullable(
      NullableArray(
        values: .string(["b", "", "a", "b"]), isMissing: [false, true, false, false]))
    try withCopy {
      $0.set(column, named: "notes", of: .obs)
    } check: { (file) throws in
      #expect(
        try file.column("notes", of: .obs)
          == .categorical(Categorical(codes: [1, -1, 0, 1], names: ["a", "b"])))
    }
  }

  @Test("the name of the index is no name for a column, and a refusal changes nothing")
  func indexName() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5ad"
      try AnnDataContentsTests.contents.write(to: path)
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      for name in ["_index", "", "a//b", "__categories"] {
        var copy = AnnotatedCopy(of: try AnnDataFile(path: path))
        copy.set(.floats([1, 2, 3, 4]), named: "fine", of: .obs)
        copy.set(.floats([1, 2, 3, 4]), named: name, of: .obs)
        #expect(throws: AnnDataError(file: path, element: "obs", reason: .nameNotAllowed(name))) {
          try copy.write(to: path)
        }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.h5ad"])
    }
  }
}
