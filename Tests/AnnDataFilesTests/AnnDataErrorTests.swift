import AnnDataFiles
import Testing

/// Damaged files, each refused with the exact reason and the element it lies in.
@Suite("Bad files", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct AnnDataErrorTests {
  private func path(_ name: String) throws -> String { try TestData.path("h5ad-zoo/\(name)") }

  @Test("a truncated file is refused when it is opened")
  func truncated() throws {
    let path = try path("80_BAD_truncated.h5ad")
    let error = try #require(throws: HDF5Error.self) { try AnnDataFile(path: path) }
    #expect(
      error.reason
        == .truncated(
          detail: "truncated file: eof = 92786, sblock->base_addr = 0, stored_eof = 185573"))
    #expect(error.file == path)
  }

  @Test("a file that is not HDF5 is refused when it is opened")
  func notHDF5() throws {
    let path = try path("81_BAD_not_hdf5.h5ad")
    #expect(throws: HDF5Error(file: path, reason: .notHDF5)) { try AnnDataFile(path: path) }
  }

  @Test("an indptr that decreases is refused before it is used")
  func decreasingStarts() throws {
    let path = try path("82_BAD_indptr_decreasing.h5ad")
    let file = try AnnDataFile(path: path)
    let expected = AnnDataError(file: path, element: "X/indptr", reason: .rowStartsDecrease(at: 2))
    #expect(throws: expected) { try file.readRows(.x, as: Int32.self) }
    #expect(throws: expected) { try file.readRows(.x, as: Double.self) }
  }

  @Test("a column index beyond the genes is refused")
  func indexOutOfRange() throws {
    let path = try path("83_BAD_index_out_of_range.h5ad")
    let file = try AnnDataFile(path: path)
    let expected = AnnDataError(
      file: path, element: "X/indices", reason: .indexOutOfRange(entry: 0, index: 999, limit: 5))
    #expect(throws: expected) { try file.readRows(.x, as: Int32.self) }
  }

  @Test("a code beyond the categories is refused")
  func codeOutOfRange() throws {
    let path = try path("84_BAD_codes_out_of_range.h5ad")
    let file = try AnnDataFile(path: path)
    let expected = AnnDataError(
      file: path, element: "obs/cell_type/codes",
      reason: .codeOutOfRange(entry: 0, code: 77, categories: 4))
    #expect(throws: expected) { try file.column("cell_type", of: .obs) }
    #expect(throws: expected) { try file.table(.obs) }
    // The other columns are as good as ever.
    #expect(try file.column("n_counts", of: .obs)?.numbers == [0, 1, 2, 3, 4, 5])
  }

  @Test("a matrix of other rows than obs is refused when the file is opened")
  func shapeMismatch() throws {
    let path = try path("85_BAD_shape_mismatch.h5ad")
    let expected = AnnDataError(
      file: path, element: "X", reason: .shapeMismatch(axis: .cells, expected: 6, found: 9))
    #expect(throws: expected) { try AnnDataFile(path: path) }
  }

  @Test("10x Genomics' own files are named as such", arguments: ["93_10x_v3.h5", "94_10x_v2.h5"])
  func tenX(name: String) throws {
    let path = try path(name)
    #expect(throws: AnnDataError(file: path, reason: .tenX)) { try AnnDataFile(path: path) }
  }

  @Test("a missing file and a folder are told apart")
  func missing() throws {
    let folder = try TestData.path("h5ad-zoo")
    #expect(throws: HDF5Error(file: "\(folder)/none.h5ad", reason: .fileMissing)) {
      try AnnDataFile(path: "\(folder)/none.h5ad")
    }
    #expect(throws: HDF5Error(file: folder, reason: .isFolder)) { try AnnDataFile(path: folder) }
  }

  @Test("values that are no counts are refused as counts and kept as numbers")
  func notCounts() throws {
    let path = try path("41_X_nan_negative.h5ad")
    let file = try AnnDataFile(path: path)
    #expect(
      throws: AnnDataError(
        file: path, element: "X", reason: .notCounts(row: 1, column: 1, problem: .notFinite))
    ) { try file.readRows(.x, as: Int32.self) }
    let values = try file.readRows(.x, as: Double.self).values
    #expect(values.filter(\.isNaN).count == 1)
    #expect(values.contains(-1.5))
  }

  @Test("an error is one line that says what, where and what to do")
  func description() throws {
    let error = AnnDataError(
      file: "a.h5ad", element: "X/indptr", reason: .rowStartsDecrease(at: 3))
    #expect(
      error.description
        == "a.h5ad, element 'X/indptr': indptr decreases at entry 3; the file is damaged; write it again from its source"
    )
  }
}
