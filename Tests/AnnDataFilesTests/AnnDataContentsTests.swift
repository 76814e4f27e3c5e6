import AnnDataFiles
import Foundation
import Testing

@Suite("Files from scratch")
struct AnnDataContentsTests {
  private static let counts = SparseRows<Int32>(
    rowStarts: [0, 2, 2, 3, 5], columns: [0, 2, 1, 0, 1], values: [3, 1, 70_000, 2, 2],
    columnCount: 3)

  /// A file of 4 cells and 3 genes with an element of every kind that is written.
  static var contents: AnnDataContents {
    let cells = ["c0", "c1", "c2", "µ"]
    var contents = AnnDataContents(
      x: .sparse(SparseMatrix(counts)),
      obs: DataFrame(
        rowNames: cells,
        columns: [
          NamedColumn(
            "cell_type", .categorical(Categorical(codes: [0, -1, 1, 0], names: ["T", "B/γ"]))),
          NamedColumn("score", .floats([0.5, 1, 2, 4])),
          NamedColumn("total", .integers([4, 0, 70_000, 4])),
          NamedColumn("pct/mt", .doubles([0, 0.5, 0, 1])),
          NamedColumn("ok", .plain(TypedArray(.boolean([true, false, true, true])))),
          NamedColumn("donor", .texts(["x", "y", "", "日本"])),
          NamedColumn(
            "n",
            .nullable(
              NullableArray(values: .int16([1, 0, 3, 4]), isMissing: [false, true, false, false]))),
          NamedColumn(
            "flag",
            .nullable(
              NullableArray(
                values: .boolean([true, false, false, true]),
                isMissing: [false, true, false, false]))),
        ]),
      var: DataFrame(
        indexName: "gene", index: .texts(["G0", "G1", "G2"]),
        columns: [NamedColumn("gene_ids", .texts(["E0", "E1", "E2"]))]))
    contents.layers = [
      NamedElement("dense", .array(TypedArray(shape: [4, 3], .float32((0..<12).map(Float.init)))))
    ]
    contents.obsm = [
      NamedElement(
        "spatial", .array(TypedArray(shape: [4, 2], .float64((0..<8).map(Double.init))))),
      NamedElement(
        "probabilities",
        .dataframe(
          DataFrame(
            rowNames: cells,
            columns: [
              NamedColumn("T", .floats([1, 0, 0, 1])), NamedColumn("B/γ", .floats([0, 1, 1, 0])),
            ]))),
    ]
    contents.uns = [
      NamedElement(
        "nested",
        .mapping([
          NamedElement("empty", .mapping([])), NamedElement("none", .null),
          NamedElement("number", .number(0.1)), NamedElement("text", .text("β")),
          NamedElement("whole", .integer(7)),
        ])),
      NamedElement("cell_type_colors", .texts(["#ff0000", "#00ff00"])),
    ]
    return contents
  }

  @Test("everything reads as it was written")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5ad"
      let contents = Self.contents
      try contents.write(to: path)
      let file = try AnnDataFile(path: path)
      #expect(file.generation == .current)
      #expect(file.cellCount == 4 && file.geneCount == 3)
      #expect(try file.readRows(.x, as: Int32.self) == Self.counts)
      #expect(try file.table(.obs) == contents.obs)
      #expect(try file.table(.var) == contents.var)
      for (mapping, members) in [
        (AnnDataFile.Mapping.layers, contents.layers), (.obsm, contents.obsm),
        (.uns, contents.uns), (.varm, []), (.obsp, []), (.varp, []),
      ] {
        #expect(file.names(in: mapping) == members.map(\.name).sorted())
        for member in members {
          #expect(try file.element(member.name, in: mapping) == member.element)
        }
      }
      #expect(try file.colors(of: "cell_type") == ["#ff0000", "#00ff00"])
      #expect(try file.uns("nested", "number")?.number == 0.1)
      #expect(file.unsKeys("nested") == ["empty", "none", "number", "text", "whole"])
      #expect(try file.embedding("probabilities")?.column(1) == [0, 1, 1, 0])
      #expect(file.unreadableElements() == [])
    }
  }

  @Test("the same contents give the same bytes a second later")
  func sameBytes() throws {
    try withTemporaryFolder { folder in
      try Self.contents.write(to: "\(folder)/a")
      // HDF5 counts times in seconds.
      Thread.sleep(forTimeInterval: 1.1)
      try Self.contents.write(to: "\(folder)/b")
      let first = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/b")) == first)
    }
  }

  @Test("a file without X, cells or genes is a file")
  func empty() throws {
    try withTemporaryFolder { folder in
      let contents = AnnDataContents(
        x: nil, obs: DataFrame(rowNames: []), var: DataFrame(rowNames: []))
      try contents.write(to: "\(folder)/a.h5ad")
      let file = try AnnDataFile(path: "\(folder)/a.h5ad")
      #expect(file.matrixLocations == [])
      #expect(file.cellCount == 0 && file.geneCount == 0)
      #expect(try file.rowNames(of: .obs) == [])
    }
  }

  @Test("names that cannot be stored are refused, and the target is as it was")
  func names() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5ad"
      try "before".write(toFile: path, atomically: false, encoding: .utf8)
      for name in ["", ".", "a//b", "a/", "./a"] {
        var contents = Self.contents
        contents.obs.columns.append(NamedColumn(name, .floats([1, 2, 3, 4])))
        #expect(throws: AnnDataError(file: path, element: "obs", reason: .nameNotAllowed(name))) {
          try contents.write(to: path)
        }
      }
      var contents = Self.contents
      contents.obs.columns.append(NamedColumn("score", .floats([1, 2, 3, 4])))
      #expect(throws: AnnDataError(file: path, element: "obs", reason: .duplicateName("score"))) {
        try contents.write(to: path)
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.h5ad"])
    }
  }

  @Test("a table of more columns than fit is refused with the way out")
  func manyColumns() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5ad"
      var contents = AnnDataContents(
        x: nil, obs: DataFrame(rowNames: ["c"]), var: DataFrame(rowNames: ["g"]))
      contents.obs.columns = (0..<4000).map { NamedColumn("column \($0)", .floats([0])) }
      try contents.write(to: path)
      contents.obs.columns = (0..<4300).map { NamedColumn("column \($0)", .floats([0])) }
      #expect(
        throws: HDF5Error(
          file: path, element: "obs", reason: .attributeTooLarge(name: "column-order"))
      ) { try contents.write(to: path) }
      #expect(try AnnDataFile(path: path).columnNames(of: .obs).count == 4000)
    }
  }
}
