import AnnDataFiles
import HDF5Files
import Testing

/// Matrices of every layout, as counts and as numbers.
@Suite("Reading matrices")
struct RowsReaderTests {
  /// Makes a file whose X is this element, and opens it.
  private func withX<Result>(
    _ x: Element, cells: Int, genes: Int, _ body: (AnnDataFile) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let contents = AnnDataContents(
        x: x, obs: DataFrame(rowNames: (0..<cells).map { "c\($0)" }),
        var: DataFrame(rowNames: (0..<genes).map { "g\($0)" }))
      try contents.write(to: "\(folder)/a.h5ad")
      return try body(try AnnDataFile(path: "\(folder)/a.h5ad"))
    }
  }

  private func csr(
    _ starts: [Int], _ indices: [Int32], _ values: ArrayValues, columns: Int = 3
  ) -> Element {
    .sparse(
      SparseMatrix(
        layout: .csr, rowCount: starts.count - 1, columnCount: columns, starts: starts,
        indices: indices, values: values))
  }

  private let expected = SparseRows<Int32>(
    rowStarts: [0, 2, 3], columns: [0, 2, 1], values: [5, 7, 9], columnCount: 3)

  @Test("one matrix in every layout gives the same rows")
  func layouts() throws {
    let elements = [
      csr([0, 2, 3], [0, 2, 1], .float32([5, 7, 9])),
      csr([0, 2, 3], [2, 0, 1], .int64([7, 5, 9])),
      .sparse(
        SparseMatrix(
          layout: .csc, rowCount: 2, columnCount: 3, starts: [0, 1, 2, 3], indices: [0, 1, 0],
          values: .uint16([5, 9, 7]))),
      .array(TypedArray(shape: [2, 3], .float64([5, 0, 7, 0, 9, 0]))),
      .array(TypedArray(shape: [2, 3], .int8([5, 0, 7, 0, 9, 0]))),
    ]
    for element in elements {
      try withX(element, cells: 2, genes: 3) { (file) throws in
        #expect(try file.readRows(.x, as: Int32.self) == expected)
        #expect(try file.readRows(.x, as: Float.self).values == [5, 7, 9])
        #expect(try file.readRows(.x, as: Double.self).columns == [0, 2, 1])
      }
    }
  }

  @Test("entries of one position add up, and what adds up to nothing is not kept")
  func duplicates() throws {
    let element = csr([0, 5, 6], [2, 0, 2, 1, 1, 1], .float64([4, 5, 3, 1.5, -1.5, 9]))
    try withX(element, cells: 2, genes: 3) { (file) throws in
      let rows = try file.readRows(.x, as: Double.self)
      #expect(rows.rowStarts == [0, 2, 3])
      #expect(rows.columns == [0, 2, 1])
      #expect(rows.values == [5, 7, 9])
    }
  }

  @Test("stored zeros are not kept")
  func storedZeros() throws {
    try withX(csr([0, 3, 4], [0, 1, 2, 1], .float32([5, 0, 7, 9])), cells: 2, genes: 3) {
      (file) throws in
      #expect(try file.readRows(.x, as: Int32.self) == expected)
      #expect(try file.describeMatrix(.x).storedCount == 4)
    }
  }

  @Test("counts that add up beyond 2³¹ are refused")
  func sumTooLarge() throws {
    try withX(csr([0, 2], [1, 1], .int32([.max, 1])), cells: 1, genes: 3) { (file) throws in
      let error = try #require(throws: AnnDataError.self) { try file.readRows(.x, as: Int32.self) }
      #expect(error.reason == .notCounts(row: 0, column: 1, problem: .tooLarge(2_147_483_647)))
    }
  }

  @Test("a value that is no count is named by its row and column, in every layout")
  func notCounts() throws {
    let problems: [(ArrayValues, MatrixValueFailure.Problem)] = [
      (.float32([1, 0.5, 1]), .notWhole(0.5)), (.float64([1, -2, 1]), .negative(-2)),
      (.float32([1, .nan, 1]), .notFinite), (.float64([1, .infinity, 1]), .notFinite),
      (.int64([1, 1 << 40, 1]), .tooLarge(1_099_511_627_776)), (.int8([1, -1, 1]), .negative(-1)),
      (.uint32([1, .max, 1]), .tooLarge(4_294_967_295)),
    ]
    for (values, problem) in problems {
      let sparse = csr([0, 1, 3], [2, 0, 2], values)
      let transposed = Element.sparse(
        SparseMatrix(
          layout: .csc, rowCount: 2, columnCount: 3, starts: [0, 2, 2, 3], indices: [0, 1, 1],
          values: values))
      let dense = Element.array(TypedArray(shape: [3, 1], values))
      for (element, cells, genes, row, column) in [
        (sparse, 2, 3, 1, 0), (transposed, 2, 3, 1, 0), (dense, 3, 1, 1, 0),
      ] {
        try withX(element, cells: cells, genes: genes) { (file) throws in
          let error = try #require(throws: AnnDataError.self) {
            try file.readRows(.x, as: Int32.self)
          }
          #expect(error.reason == .notCounts(row: row, column: column, problem: problem))
        }
      }
    }
  }

  @Test("text in place of numbers is refused")
  func text() throws {
    let element = Element.array(TypedArray(shape: [1, 2], .string(["a", "b"])))
    try withX(element, cells: 1, genes: 2) { (file) throws in
      let error = try #require(throws: AnnDataError.self) { try file.readRows(.x, as: Int32.self) }
      #expect(error.reason == .notNumeric(found: "string"))
    }
  }

  @Test("a matrix of more than one block is put together in order")
  func blocks() throws {
    let (cells, genes) = (3000, 2000)
    var values = [UInt8](repeating: 0, count: cells * genes)
    for place in stride(from: 0, to: values.count, by: 97) {
      values[place] = UInt8(place % 250 + 1)
    }
    let element = Element.array(TypedArray(shape: [cells, genes], .uint8(values)))
    try withX(element, cells: cells, genes: genes) { (file) throws in
      let rows = try file.readRows(.x, as: Int32.self)
      var entry = 0
      for place in stride(from: 0, to: values.count, by: 97) {
        #expect(Int(rows.columns[entry]) == place % genes)
        #expect(rows.values[entry] == Int32(values[place]))
        #expect(rows.entries(of: place / genes).contains(entry))
        entry += 1
      }
      #expect(rows.values.count == entry)
    }
  }

  /// Damages one part of a sparse X and says why it is refused.
  private func reason(
    _ part: String, _ values: ArrayValues
  ) throws -> AnnDataError.Reason {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.h5ad"
      try AnnDataContentsTests.contents.write(to: path)
      let writer = try HDF5Writer(updating: path)
      try writer.remove(ElementPath("X") / part)
      try writer.write(TypedArray(values), to: ElementPath("X") / part)
      try writer.close()
      return try #require(throws: AnnDataError.self) {
        _ = try AnnDataFile(path: path).readRows(.x, as: Int32.self)
      }.reason
    }
  }

  @Test("each damage of a sparse matrix is told by its own reason")
  func damages() throws {
    #expect(try reason("indptr", .int32([1, 2, 2, 3, 5])) == .rowStartsBegin(1))
    #expect(try reason("indptr", .int64([0, 2, 1, 3, 5])) == .rowStartsDecrease(at: 2))
    #expect(try reason("indptr", .int32([0, 2, 2, 3, 4])) == .rowStartsEnd(found: 4, entries: 5))
    #expect(try reason("indptr", .int32([0, 2, 5])) == .rowStartsLength(expected: 5, found: 3))
    #expect(
      try reason("indices", .int32([0, 2, -1, 0, 1]))
        == .indexOutOfRange(entry: 2, index: -1, limit: 3))
    #expect(
      try reason("indices", .int64([0, 2, 1 << 40, 0, 1]))
        == .indexOutOfRange(entry: 2, index: 1 << 40, limit: 3))
    #expect(
      try reason("indices", .int32([0, 2]))
        == .lengthMismatch(part: "indices", expected: 5, found: 2))
    #expect(try reason("indices", .float32([0, 2, 1, 0, 1])) == .notNumeric(found: "float32"))
  }
}
