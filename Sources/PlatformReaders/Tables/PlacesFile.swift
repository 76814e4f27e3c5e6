import CellSections

/// A table of separated values with one line per cell and columns for where it lies.
struct PlacesFile {
  let path: String

  /// Reads all cells that `identify` names.
  ///
  /// - Parameters:
  ///   - keys: the columns that identify a cell.
  ///   - x: the names the column of x may have, likewise `y`; none where there are no coordinates.
  ///   - labels: columns to keep as labels, those that exist.
  ///   - identify: the cell's name from the values of the key columns; nil for a line to leave out.
  func read(
    keys: [String], x: [String], y: [String], labels: [String] = [],
    identify: ([String]) -> String?
  ) throws -> PlacesTable {
    try reading(path) {
      var table = try DelimitedTable(path: path)
      let keyPlaces = try keys.map { try table.require($0) }
      let places = try x.isEmpty ? nil : (table.require(anyOf: x), table.require(anyOf: y))
      let labelPlaces = labels.compactMap { name in table.place(name).map { (name, $0) } }
      var found = PlacesTable(columns: labelPlaces.map { ($0.0, []) })
      while try table.next() {
        guard let id = identify(keyPlaces.map { table.row[$0] }) else { continue }
        found.cellIDs.append(id)
        if let (x, y) = places {
          found.x.append(try table.row.number(x, column: table.columns[x]))
          found.y.append(try table.row.number(y, column: table.columns[y]))
        }
        for (index, label) in labelPlaces.enumerated() {
          found.columns[index].texts.append(table.row[label.1])
        }
      }
      return found
    }
  }

  /// The names of the columns.
  func columns() throws -> [String] {
    try reading(path) { try DelimitedTable(path: path).columns }
  }

  /// The name of the first of these columns that exists, else of the first column.
  func column(_ candidates: String...) throws -> String {
    let columns = try columns()
    return candidates.first(where: columns.contains) ?? columns[0]
  }
}
