import Foundation
import HDF5Files
import Testing

/// chunks.h5 is written by Gold/make-chunks.py; every dataset holds i² mod 1000.
@Suite("Chunks unpacked on several threads")
struct ChunkedRowsTests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Gold/chunks.h5").path
  private let expected = (0..<1000).map { $0 * $0 % 1000 }

  private func open(threads: Int) throws -> HDF5File {
    try HDF5File(path: Self.path, threads: threads)
  }

  @Test(
    "numbers of any width read as they were written, on any number of threads",
    arguments: ["gzip", "shuffled"], [1, 2, 5])
  func widths(packing: String, threads: Int) throws {
    let file = try open(threads: threads)
    for type in ["int16", "int32", "int64", "uint16", "float32", "float64"] {
      let values = try file.read(ElementPath(packing) / type).values
      #expect(values.doubles == expected.map(Double.init), "\(type)")
    }
    let bytes = try file.read(ElementPath(packing) / "int8").values
    #expect(bytes.integers == expected.map { Int(Int8(truncatingIfNeeded: $0)) })
  }

  @Test(
    "what is stored otherwise is left to libhdf5 and reads the same",
    arguments: [
      "big endian", "checked", "shuffled alone", "no filter", "rows", "tiles", "one chunk",
      "skipped",
    ])
  func otherStorage(name: String) throws {
    let file = try open(threads: 2)
    #expect(try file.read(ElementPath(name)).values.integers == expected)
  }

  @Test(
    "some rows are those of all rows", arguments: ["gzip/int32", "shuffled/int64", "skipped"],
    [0..<1, 63..<65, 0..<64, 64..<128, 10..<990, 960..<1000, 999..<1000, 500..<500])
  func someRows(name: String, rows: Range<Int>) throws {
    let path = name.split(separator: "/").reduce(ElementPath.root) { $0 / String($1) }
    for threads in [1, 2] {
      let values = try open(threads: threads).read(path, rows: rows).values
      #expect(values.integers == Array(expected[rows]))
    }
  }

  @Test("rows of two axes come with all of their columns")
  func rowsOfTwoAxes() throws {
    let values = try open(threads: 2).read("rows", rows: 7..<200).values
    #expect(values.integers == Array(expected[28..<800]))
  }

  @Test("chunks that were never written hold the fill value")
  func gaps() throws {
    let values = try #require(try open(threads: 2).read("gaps").values.integers)
    #expect(Array(values[128..<256]) == Array(expected[128..<256]))
    #expect(values[..<128].allSatisfy { $0 == 7 } && values[256...].allSatisfy { $0 == 7 })
  }

  @Test("a damaged chunk is refused, not read as something", arguments: [1, 2])
  func damage(threads: Int) throws {
    let file = try open(threads: threads)
    #expect(throws: HDF5Error.self) { try file.read("damaged") }
    // The chunks before and after it are whole.
    #expect(try file.read("damaged", rows: 0..<64).values.integers == Array(expected[..<64]))
    #expect(try file.read("damaged", rows: 128..<1000).values.integers == Array(expected[128...]))
  }

  @Test("a chunk that unpacks to less than it should is refused", arguments: [1, 2])
  func shortChunk(threads: Int) throws {
    let file = try open(threads: threads)
    #expect(throws: HDF5Error.self) { try file.read("short") }
    #expect(throws: HDF5Error.self) { try file.read("short", rows: 64..<128) }
    #expect(try file.read("short", rows: 0..<64).values.integers == Array(expected[..<64]))
  }

  @Test(
    "records whose bytes are no texts are refused, not followed as if they were places",
    arguments: [1, 2])
  func records(threads: Int) throws {
    let file = try open(threads: threads)
    for name in ["hostile records", "hostile references"] {
      #expect(throws: HDF5Error.self) { try file.read(ElementPath(name)) }
      #expect(throws: HDF5Error.self) { try file.read(ElementPath(name), field: "name") }
    }
  }
}
