import AnnDataFiles
import Testing

/// Files compressed with what libhdf5 does not have: the structure is inspected, the data refused.
@Suite("Missing filters", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct MissingFilterTests {
  private static let filters = [
    "54_zstd.h5ad": "zstd (filter 32015)",
    "55_blosc_lz4.h5ad": "blosc (filter 32001)",
    "56_blosc_zstd.h5ad": "blosc (filter 32001)",
    "57_blosc2_zstd.h5ad": "blosc2 (filter 32026)",
    "58_lz4.h5ad": "lz4 (filter 32004)",
    "59_bitshuffle_lz4.h5ad": "bitshuffle (filter 32008)",
    "60_bzip2.h5ad": "bzip2 (filter 307)",
  ]

  @Test("the structure is told without the data", arguments: filters.keys.sorted())
  func structure(name: String) throws {
    let files = try JSONValue.read(try TestData.path("h5ad-zoo/expected.json")).object
    let expected = try #require(files?[name]?.object)
    let file = try AnnDataFile(path: try TestData.path("h5ad-zoo/\(name)"))
    for (key, value) in try FileSummary(file: file).structure() {
      #expect(value == expected[key]?.sorted, "\(key)")
    }
    #expect(try file.columnNames(of: .obs) == ["cell_type"])
    #expect(try file.columnKind("cell_type", of: .obs) == .categorical)
    #expect(file.names(in: .obsm) == ["spatial"])
  }

  @Test("every element that cannot be read is named with its filter", arguments: filters)
  func unreadable(name: String, filter: String) throws {
    let file = try AnnDataFile(path: try TestData.path("h5ad-zoo/\(name)"))
    let unreadable = file.unreadableElements()
    // The plugins but that of zstd leave text alone.
    let texts: Set<ElementPath> =
      name == "54_zstd.h5ad" ? ["obs/_index", "obs/cell_type/categories", "var/_index"] : []
    #expect(
      Set(unreadable.map(\.path))
        == texts.union(["X/data", "X/indices", "X/indptr", "obs/cell_type/codes", "obsm/spatial"]))
    for element in unreadable {
      #expect(element.reason == "compressed with \(filter), which is not available here")
    }
    #expect(try file.describeMatrix(.x).unreadable == unreadable.first?.reason)
  }

  @Test("the data is refused with the way out", arguments: filters)
  func refused(name: String, filter: String) throws {
    let path = try TestData.path("h5ad-zoo/\(name)")
    let file = try AnnDataFile(path: path)
    let attempts: [() throws -> Void] = [
      { _ = try file.readRows(.x, as: Int32.self) },
      { _ = try file.column("cell_type", of: .obs) }, { _ = try file.embedding("spatial") },
    ]
    for attempt in attempts {
      let error = try #require(throws: HDF5Error.self) { try attempt() }
      #expect(error.description.contains("compressed with \(filter)"))
      #expect(
        error.description.contains(
          "python -c \"import hdf5plugin, anndata; anndata.read_h5ad('\(path)').write_h5ad('OUT.h5ad', compression='gzip')\""
        ))
      #expect(error.description.contains("HDF5_PLUGIN_PATH"))
    }
  }
}
