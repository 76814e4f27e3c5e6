import AnnDataFiles
import HDF5Files
import Testing

@Suite("Reading elements", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct ElementReaderTests {
  @Test("uns holds what Python put there, each as its own kind")
  func unsEverything() throws {
    let file = try AnnDataFile(path: try TestData.path("h5ad-zoo/31_uns_everything.h5ad"))
    func element(_ name: String) throws -> Element? { try file.element(name, in: .uns) }
    #expect(try element("arr2d") == .array(TypedArray(shape: [2, 2], .float64([1, 0, 0, 1]))))
    #expect(try element("bool") == .scalar(TypedArray(scalar: .boolean([true]))))
    #expect(try element("empty_dict") == .mapping([]))
    #expect(try element("empty_list") == .array(TypedArray(.float64([]))))
    #expect(try element("empty_str_arr") == .texts([]))
    #expect(try element("none") == .null)
    #expect(try element("float") == .number(2.5))
    #expect(try element("int") == .integer(3))
    #expect(try element("np_f32") == .scalar(TypedArray(scalar: .float32([1.5]))))
    #expect(try element("str") == .text("hello"))
    #expect(try element("unicode") == .text("µm · 细胞 · 🧬"))
    #expect(try element("list_num") == .array(TypedArray(.int64([1, 2, 3]))))
    #expect(try element("list_str") == .texts(["a", "bb", "ccc"]))
    #expect(try element("nested")?["a"]?["b"]?["c"] == .integer(1))
    #expect(try file.uns("nested", "a", "b", "c") == .integer(1))
    #expect(
      try element("df")
        == .dataframe(
          DataFrame(
            index: .integers([0, 1]), columns: [NamedColumn("x", .integers([1, 2]))])))
    #expect(try element("sparse")?.shape == [2, 2])
    guard case .records(let columns) = try element("rec") else {
      Issue.record("rec is a record array")
      return
    }
    #expect(columns.map(\.name) == ["0", "1"])
    #expect(columns.map(\.values) == [.string(["G1", "G2"]), .string(["G3", "G4"])])
    #expect(file.kind(of: "complex", in: .uns) == .unreadable("complex numbers"))
    #expect(throws: AnnDataError.self) { try file.element("complex", in: .uns) }
    #expect(
      file.unreadableElements()
        == [UnreadableElement(path: "uns/complex", reason: "complex numbers")])
  }

  @Test("an awkward array is named, and what stands beside it reads")
  func awkward() throws {
    let path = try TestData.path("h5ad-zoo/34_awkward.h5ad")
    let file = try AnnDataFile(path: path)
    #expect(
      file.unreadableElements()
        == [UnreadableElement(path: "obsm/awk", reason: "an awkward array")])
    #expect(
      throws: AnnDataError(
        file: path, element: "obsm/awk",
        reason: .unknownEncoding(type: "awkward-array", version: "0.1.0"))
    ) { try file.element("awk", in: .obsm) }
    #expect(try file.embedding("spatial")?.rowCount == 6)
  }

  @Test("what an older libhdf5 cannot read of a newer file is named, and the rest reads")
  func newerFile() throws {
    let file = try AnnDataFile(path: try TestData.path("h5ad-zoo/65_libver_v114.h5ad"))
    let unreadable = file.unreadableElements()
    // libhdf5 from 1.12 on reads all of it.
    if let first = unreadable.first {
      #expect(unreadable.count == 1)
      #expect(first.path == "obs/cell_type")
      #expect(first.reason.hasPrefix("attribute 'ordered': "))
    }
    #expect(try file.column("cell_type", of: .obs)?.categorized?.categoryNames.count == 7)
  }

  @Test("a group that contains itself ends")
  func cycle() throws {
    let path = try TestData.path("h5ad-hostile/cycle.h5")
    let reader = ElementReader(file: try HDF5File(path: path))
    #expect(
      try reader.read("a")
        == .mapping([
          NamedElement("b", .unreadable("the group contains itself")),
          NamedElement("c", .unreadable("the group contains itself")),
        ]))
  }

  @Test("elements nested without end are given up at a depth")
  func depth() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/deep.h5"
      let writer = try HDF5Writer(creating: path)
      try writer.makeGroup(ElementPath(names: [String](repeating: "g", count: 100)))
      try writer.close()
      var element = try ElementReader(file: try HDF5File(path: path)).read("g")
      var depth = 1
      while let inner = element["g"] {
        element = inner
        depth += 1
      }
      #expect(depth == 33)
      #expect(element == .unreadable("elements are nested more than 32 deep"))
    }
  }

  @Test("a soft link to nothing is unreadable, not absent")
  func dangling() throws {
    let path = try TestData.path("h5ad-zoo/78_soft_links.h5ad")
    try withTemporaryFolder { folder in
      let copy = "\(folder)/a.h5ad"
      let replacement = try FileReplacement(target: copy)
      let writer = try replacement.makeCopy(of: path, reserving: 0)
      try writer.remove("X")
      try writer.close()
      try replacement.commit()
      let file = try AnnDataFile(path: copy)
      #expect(file.kind(of: "counts", in: .layers) == .unreadable("a link leads to nothing"))
      #expect(
        throws: HDF5Error(
          file: copy, element: "layers/counts", reason: .danglingLink(target: "/X"))
      ) { try file.readRows(.layer("counts"), as: Float.self) }
    }
  }
}
