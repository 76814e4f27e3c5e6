/// The table that is compiled in: cell types and regions.
public struct BuiltInTable: Sendable {
  public let terms: [CellTerm]
  public let regions: [TissueRegion]

  /// Reads the table that is compiled in.
  public init() throws(KnowledgeError) {
    let files = Self.files
    var records: [(record: TableRecord, reader: RecordReader)] = []
    for (name, bytes) in files.cells {
      let reader = RecordReader(file: name, keys: CellRecord.keys)
      for record in try reader.records(String(decoding: bytes, as: UTF8.self)) {
        records.append((record, reader))
      }
    }
    terms = try CellRecord.terms(of: records)
    let reader = RecordReader(file: files.regions.name, keys: RegionRecord.keys)
    let text = String(decoding: files.regions.bytes, as: UTF8.self)
    regions = try reader.records(text).map { (record) throws(KnowledgeError) in
      try RegionRecord.region(of: record, reader)
    }
  }

  private typealias File = (name: String, bytes: [UInt8])
  private static var files: (cells: [File], regions: File) {
    (
      [
        ("cells-stromal.txt", PackageResources.cells_stromal_txt),
        ("cells-brain.txt", PackageResources.cells_brain_txt),
        ("cells-immune.txt", PackageResources.cells_immune_txt),
        ("cells-epithelial.txt", PackageResources.cells_epithelial_txt),
        ("cells-tumour.txt", PackageResources.cells_tumour_txt),
      ],
      ("regions.txt", PackageResources.regions_txt)
    )
  }
}
