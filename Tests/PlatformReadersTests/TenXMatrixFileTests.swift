import CellSections
import Foundation
import HDF5Files
import PlatformReaders
import Testing

/// A 10x .h5 of two cells and three features, changed by each test in one point.
struct SmallTenXFile {
  var shape = [3, 2]
  var starts = [0, 2, 3]
  var indices = [2, 0, 1]
  var values: ArrayValues = .int32([5, 1, 7])
  var barcodes = ["c1", "c2"]
  var ids = ["ENSMUSG00000000001", "ENSMUSG00000000002", "ENSMUSG00000000003"]
  var names = ["A", "B", "C"]
  var types = ["Gene Expression", "Gene Expression", "Gene Expression"]
  var genomes = ["mm10", "mm10", "mm10"]

  func write(to path: String) throws {
    let writer = try HDF5Writer(creating: path)
    func write(_ values: ArrayValues, _ element: ElementPath) throws {
      try writer.write(TypedArray(values), to: element)
    }
    try writer.makeGroup("matrix")
    try writer.makeGroup("matrix/features")
    try write(.int32(shape.map(Int32.init)), "matrix/shape")
    try write(.int64(starts.map(Int64.init)), "matrix/indptr")
    try write(.int64(indices.map(Int64.init)), "matrix/indices")
    try write(values, "matrix/data")
    try write(.string(barcodes), "matrix/barcodes")
    try write(.string(ids), "matrix/features/id")
    try write(.string(names), "matrix/features/name")
    try write(.string(types), "matrix/features/feature_type")
    try write(.string(genomes), "matrix/features/genome")
    try writer.close()
  }

  func open(_ options: SourceOptions = SourceOptions()) throws -> OpenedSections {
    try TestData.withTemporaryFolder { folder in
      try write(to: "\(folder)/m.h5")
      return try SectionSource.open("\(folder)/m.h5", options: options)
    }
  }

  func refusal() throws -> (place: String?, reason: PlatformError.Reason)? {
    do {
      _ = try open()
      return nil
    } catch let error as PlatformError { return (error.place, error.reason) }
  }
}

@Suite("10x matrices in HDF5")
struct TenXMatrixFileTests {
  @Test("Rows are cells; entries out of order are sorted and repeated ones added up")
  func rows() throws {
    var file = SmallTenXFile()
    file.starts = [0, 3, 4]
    file.indices = [2, 0, 2, 1]
    file.values = .float64([5, 1, 2, 0])
    let section = try file.open().sections[0]
    #expect(section.name == "m")
    #expect(section.counts.rowStarts == [0, 2, 2])
    #expect(section.counts.columns == [0, 2])
    #expect(section.counts.values == [1, 7])
    #expect(section.genes[1] == Gene(name: "B", ensemblID: "ENSMUSG00000000002"))
    #expect(section.knownSpecies == .mouse)
  }

  @Test("Symbols that occur twice get numbers, and it is said")
  func sharedSymbols() throws {
    var file = SmallTenXFile()
    file.names = ["A", "A", "C"]
    let opened = try file.open()
    #expect(opened.sections[0].genes.map(\.name) == ["A", "A-1", "C"])
    #expect(opened.report.notes.count == 1)
  }

  @Test("Of several genomes the user names one; controls of another do not count")
  func genomes() throws {
    var file = SmallTenXFile()
    file.genomes = ["mm10", "GRCh38", "mm10"]
    #expect(try file.refusal()?.reason == .severalGenomes(["GRCh38", "mm10"]))
    let mouse = try file.open(SourceOptions(genome: "mm10")).sections[0]
    #expect(mouse.genes.map(\.name) == ["A", "C"])
    #expect(mouse.counts.rowTotals() == [6, 0])
    file.types[1] = "Negative Control Probe"
    #expect(try file.open().sections[0].genes.map(\.name) == ["A", "C"])
  }

  @Test("Parts that do not fit one another are refused with the element")
  func inconsistent() throws {
    func refusal(_ change: (inout SmallTenXFile) -> Void) throws -> (String?, PlatformError.Reason)?
    {
      var file = SmallTenXFile()
      change(&file)
      return try file.refusal().map { ($0.place, $0.reason) }
    }
    let decreasing = try refusal { $0.starts = [0, 4, 3] }
    #expect(decreasing?.0 == "matrix/indptr")
    #expect(decreasing?.1 == .inconsistent("it does not rise from 0 to 3"))
    let outside = try refusal { $0.indices = [2, 0, 3] }
    #expect(outside?.0 == "matrix/indices")
    #expect(outside?.1 == .inconsistent("3 lies outside the 3 features"))
    let below = try refusal { $0.indices = [2, -1, 0] }
    #expect(below?.1 == .inconsistent("-1 lies outside the 3 features"))
    let negative = try refusal { $0.values = .int32([5, -1, 7]) }
    #expect(negative?.0 == "matrix/data")
    #expect(negative?.1 == .notACount(-1))
    #expect(try refusal { $0.values = .float32([5, 1.5, 7]) }?.1 == .notACount(1.5))
    #expect(
      try refusal { $0.barcodes = ["c1"] }?.1
        == .lengthMismatch(what: "barcodes", expected: 2, found: 1))
    #expect(
      try refusal { $0.names = ["A", "B"] }?.1
        == .lengthMismatch(what: "feature names", expected: 3, found: 2))
    #expect(
      try refusal { $0.starts = [0, 3] }?.1
        == .lengthMismatch(what: "column starts", expected: 3, found: 2))
    #expect(
      try refusal { $0.values = .int32([5, 1]) }?.1
        == .lengthMismatch(what: "values", expected: 3, found: 2))
    #expect(
      try refusal { $0.shape = [3, -2] }?.1
        == .lengthMismatch(what: "barcodes", expected: -2, found: 2))
    #expect(try refusal { $0.barcodes = ["c", "c"] }?.1 == .duplicateCells(["c"]))
    #expect(
      try refusal { $0.types = ["Custom", "Custom", "Custom"] }?.1 == .noGenes)
  }
}
