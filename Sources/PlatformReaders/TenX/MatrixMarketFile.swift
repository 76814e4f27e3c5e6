import CellSections

/// A sparse matrix of counts in the MatrixMarket format (Boisvert, Pozo & Remington 1996), features × cells.
struct MatrixMarketFile {
  let path: String

  /// The entries, cells as rows. Throws where the file is damaged or is not as large as it should be.
  func read(rows: Int, columns: Int) throws -> CountEntries {
    try reading(path) {
      var reader = DelimitedReader(try ByteChunks(unpacking: path), separator: " ", isQuoted: false)
      guard try reader.next() else { throw malformed(1, "the file is empty") }
      try checkBanner(reader.row)
      var size: [Int] = []
      while size.isEmpty, try reader.next() {
        if reader.row[0].hasPrefix("%") { continue }
        size = try numbers(reader.row)
      }
      guard size.count == 3 else {
        throw malformed(reader.row.line, "the line of sizes is missing")
      }
      guard size[0] == rows, size[1] == columns else {
        throw malformed(
          reader.row.line,
          "the matrix is \(size[0]) × \(size[1]), beside \(rows) features and \(columns) barcodes")
      }
      return try readEntries(&reader, rows: rows, columns: columns, count: size[2])
    }
  }

  private func readEntries(
    _ reader: inout DelimitedReader, rows: Int, columns: Int, count: Int
  ) throws -> CountEntries {
    let sizeLine = reader.row.line
    var entries = CountEntries()
    var found = 0
    while try reader.next() {
      let row = reader.row
      guard row.count == 3 else {
        throw malformed(row.line, "\(row.count.of("number")) where there should be three")
      }
      let feature = try row.number(0, column: "row")
      let cell = try row.number(1, column: "column")
      guard let feature = Int32(exactly: feature), let cell = Int32(exactly: cell), feature >= 1,
        cell >= 1, feature <= rows, cell <= columns
      else {
        throw malformed(row.line, "(\(feature), \(cell)) lies outside \(rows) × \(columns)")
      }
      entries.append(cell - 1, feature - 1, try row.count(2, column: "value"))
      found += 1
    }
    guard found == count else {
      throw malformed(
        sizeLine, "\(found.of("entry", plural: "entries")) where there should be \(count)")
    }
    return entries
  }

  private func checkBanner(_ row: DelimitedRow) throws(PlatformError) {
    let words = row.texts.map { $0.lowercased() }
    guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix",
      words[2] == "coordinate", ["integer", "real"].contains(words[3]), words[4] == "general"
    else {
      throw malformed(
        1, "'\(row.texts.joined(separator: " "))' is not a general coordinate matrix of numbers")
    }
  }

  private func numbers(_ row: DelimitedRow) throws -> [Int] {
    try (0..<row.count).map { field in
      guard let number = Int(exactly: try row.number(field, column: "size")), number >= 0 else {
        throw malformed(row.line, "'\(row[field])' is no size")
      }
      return number
    }
  }

  private func malformed(_ line: Int, _ complaint: String) -> PlatformError {
    PlatformError(file: path, place: "line \(line)", reason: .malformedMatrix(complaint))
  }
}
