import CellSections

/// A table of separated values with one line per cell and one column per gene.
struct WideCountsFile {
  let path: String
  /// What passes for counts.
  var policy: CountsPolicy = .wholeNumbers

  /// Reads all cells that `identify` names; columns in `others` are no genes.
  ///
  /// - Parameters:
  ///   - keys: the columns that identify a cell.
  ///   - identify: the cell's name from the values of those columns; nil for a line to leave out.
  func read(
    keys: [String], others: Set<String> = [], identify: ([String]) -> String?
  ) throws -> CountsTable {
    try reading(path) {
      var table = try DelimitedTable(path: path)
      let keyPlaces = try keys.map { try table.require($0) }
      let genePlaces = table.columns.indices.filter {
        !keyPlaces.contains($0) && !others.contains(table.columns[$0])
      }
      let columns = table.columns
      var rows = CountRows(columnCount: genePlaces.count, file: path)
      var parser = CountParser(policy)
      var cellIDs: [String] = []
      while try table.next() {
        guard let id = identify(keyPlaces.map { table.row[$0] }) else { continue }
        cellIDs.append(id)
        for (gene, place) in genePlaces.enumerated() {
          let count = try parser.count(place, of: table.row, column: columns[place])
          rows.append(Int32(gene), count)
        }
        try rows.endRow()
      }
      return CountsTable(
        cellIDs: cellIDs,
        genes: genePlaces.map {
          Gene(name: columns[$0], ensemblID: EnsemblID.withoutVersion(columns[$0]))
        }, counts: rows.matrix, isRounded: parser.hasRounded)
    }
  }

  /// The name of the first column, which identifies cells in most such files.
  func firstColumn() throws -> String {
    try reading(path) { try DelimitedTable(path: path).columns[0] }
  }
}

/// A table of separated values with one line per gene and one column per cell; the first column names genes.
struct TallCountsFile {
  let path: String
  /// What passes for counts.
  var policy: CountsPolicy = .wholeNumbers

  func read() throws -> CountsTable {
    try reading(path) {
      var table = try DelimitedTable(path: path)
      let cells = Array(table.columns.dropFirst())
      var entries = CountEntries()
      var genes: [Gene] = []
      var names: Set<String> = []
      var parser = CountParser(policy)
      while try table.next() {
        let name = table.row[0]
        guard names.insert(name).inserted else {
          throw PlatformError(
            file: path, place: "line \(table.row.line)",
            reason: .malformedTable("the gene \(name) occurs twice"))
        }
        for cell in cells.indices {
          let count = try parser.count(cell + 1, of: table.row, column: cells[cell])
          if count > 0 { entries.append(Int32(cell), Int32(genes.count), count) }
        }
        genes.append(Gene(name: name, ensemblID: EnsemblID.withoutVersion(name)))
      }
      let counts = try CountRows.matrix(
        entries, rowCount: cells.count, columnCount: genes.count, file: path)
      return CountsTable(
        cellIDs: cells, genes: genes, counts: counts, isRounded: parser.hasRounded)
    }
  }
}

/// Reads fields as counts: whole as they are, or scaled and rounded where scores are accepted.
struct CountParser {
  let policy: CountsPolicy
  /// Whether a value was changed by rounding.
  private(set) var hasRounded = false

  init(_ policy: CountsPolicy) { self.policy = policy }

  mutating func count(
    _ field: Int, of row: DelimitedRow, column: @autoclosure () -> String
  ) throws(DelimitedTextError) -> Int32 {
    guard case .acceptNonInteger(let scale) = policy else {
      return try row.count(field, column: column())
    }
    let number = try row.number(field, column: column())
    let rounded = (number * scale).rounded()
    guard number >= 0, let count = Int32(exactly: rounded) else {
      throw DelimitedTextError(line: row.line, reason: .notACount(column: column(), value: number))
    }
    hasRounded = hasRounded || rounded != number * scale
    return count
  }
}
