import CellSections

/// A feature-barcode matrix of 10x Genomics as a folder: `matrix.mtx`, `features.tsv` (`genes.tsv` before
/// Cell Ranger 3) and `barcodes.tsv`, each compressed or not.
struct TenXMatrixFolder {
  private let folder: FolderContents

  init(_ folder: FolderContents) { self.folder = folder }

  static func isRecognized(_ folder: FolderContents) -> Bool {
    folder.file("matrix.mtx.gz", "matrix.mtx") != nil
  }

  func read() throws -> CountsTable {
    let cells = try column(0, of: require("barcodes.tsv.gz", "barcodes.tsv"))
    let featuresPath = try require(
      "features.tsv.gz", "features.tsv", "genes.tsv.gz", "genes.tsv")
    let features = try rows(of: featuresPath)
    let matrixPath = try require("matrix.mtx.gz", "matrix.mtx")
    let entries = try MatrixMarketFile(path: matrixPath)
      .read(rows: features.count, columns: cells.count)
    var table = CountsTable(
      cellIDs: cells,
      genes: features.map { feature in
        Gene(
          name: feature.count > 1 && !feature[1].isEmpty ? feature[1] : feature[0],
          ensemblID: EnsemblID.withoutVersion(feature[0]))
      },
      counts: try CountRows.matrix(
        entries, rowCount: cells.count, columnCount: features.count, file: matrixPath))
    let isExpression = features.map { $0.count < 3 || $0[2] == "Gene Expression" }
    let others = isExpression.count { !$0 }
    if others > 0 {
      table.notes.append("dropped: \(others.of("feature")) other than Gene Expression")
    }
    table.keepGenes(isExpression)
    table.makeGeneNamesUnique()
    return try table.checked(file: folder.path)
  }

  private func require(_ names: String...) throws(PlatformError) -> String {
    for name in names { if let path = folder.file(name) { return path } }
    throw PlatformError(file: folder.path, reason: .fileMissing(names: names))
  }

  private func rows(of path: String) throws -> [[String]] {
    try reading(path) {
      var reader = DelimitedReader(
        try ByteChunks(unpacking: path), separator: "\t", isQuoted: false)
      var rows: [[String]] = []
      while try reader.next() { rows.append(reader.row.texts) }
      return rows
    }
  }

  private func column(_ column: Int, of path: String) throws -> [String] {
    try rows(of: path).map { $0[column] }
  }
}
