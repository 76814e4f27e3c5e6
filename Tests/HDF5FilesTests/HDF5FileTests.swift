import HDF5Files
import Testing

/// Reading: structure, links, types and limits, on files that the writer of this module makes and on
/// crafted ones.
@Suite("Reading HDF5")
struct HDF5FileTests {
  @Test("what is not there is told from what is not allowed")
  func missing() throws {
    try withTemporaryFolder { folder in
      #expect(throws: HDF5Error(file: "\(folder)/a.h5", reason: .fileMissing)) {
        try HDF5File(path: "\(folder)/a.h5")
      }
      #expect(throws: HDF5Error(file: folder, reason: .isFolder)) { try HDF5File(path: folder) }
      let path = "\(folder)/b.h5"
      let writer = try HDF5Writer(creating: path)
      try writer.write(TypedArray(.int32([1, 2])), to: "group/array")
      try writer.close()
      let file = try HDF5File(path: path)
      #expect(throws: HDF5Error(file: path, element: "group/none", reason: .elementMissing)) {
        try file.read("group/none")
      }
      #expect(throws: HDF5Error(file: path, element: "group", reason: .notADataset)) {
        try file.read("group")
      }
      #expect(throws: HDF5Error(file: path, element: "group/array", reason: .notAGroup)) {
        try file.links(of: "group/array")
      }
      #expect(try file.kind(of: "group/array/deeper") == nil)
    }
  }

  @Test("some rows of an array are those rows")
  func rows() throws {
    try withTemporaryFolder { folder in
      let writer = try HDF5Writer(creating: "\(folder)/a.h5")
      let values = (0..<3000).map(Int32.init)
      try writer.write(TypedArray(shape: [1000, 3], .int32(values)), to: "matrix")
      try writer.write(TypedArray(.string(values.map(\.description))), to: "texts")
      try writer.close()
      let file = try HDF5File(path: "\(folder)/a.h5")
      let some = try file.read("matrix", rows: 997..<1000)
      #expect(some.shape == [3, 3])
      #expect(some.values == .int32(Array(values[2991...])))
      #expect(try file.read("texts", rows: 5..<7).values == .string(["5", "6"]))
      #expect(try file.read("matrix", rows: 4..<4).values == .int32([]))
    }
  }

  @Test("many threads may read at once")
  func threads() async throws {
    let folder = try makeTemporaryFolder()
    defer { removeFolder(folder) }
    let writer = try HDF5Writer(creating: "\(folder)/a.h5")
    try writer.write(TypedArray(.string((0..<20_000).map { "cell \($0)" })), to: "X/data")
    try writer.close()
    let file = try HDF5File(path: "\(folder)/a.h5")
    let expected = try file.read("X/data")
    #expect(expected.count == 20_000)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          // Failing calls leave their marks on the error stack of the thread.
          _ = try? file.read("nowhere")
          return try file.read("X/data") == expected
        }
      }
      for try await same in group { #expect(same) }
    }
  }
}
