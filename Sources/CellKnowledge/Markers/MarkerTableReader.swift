import Foundation

/// Reads marker tables: PanglaoDB, CellMarker, ScType saved as CSV, and plain ones of `cell_type` and `gene`.
///
/// The header decides. A plain table may have `species`, `weight` in (0, 1] (of any other range it is divided by its
/// largest) and `sign` (`-`, `negative`, `0` or `-1` for genes that the type does not express). A field of genes may
/// hold several, apart by commas, semicolons or bars. Where no species stands, a symbol in capitals is human.
public struct MarkerTableReader {
  private var rows: DelimitedRows
  private let columns: MarkerColumns

  private init(path: String) throws(KnowledgeError) {
    rows = try DelimitedRows(path: path)
    columns = try MarkerColumns(header: rows.header, path: path)
  }

  /// Reads a file. Throws with the line where something is wrong.
  public static func read(_ path: String) throws(KnowledgeError) -> [MarkerRow] {
    var reader = try MarkerTableReader(path: path)
    return try reader.read()
  }

  /// What a table is called in answers: `PanglaoDB` where its columns are, else the file's name.
  static func source(of path: String) throws(KnowledgeError) -> KnowledgeSource {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let rows = try DelimitedRows(path: path)
    let columns = try MarkerColumns(header: rows.header, path: path)
    return columns.isPanglaoDB
      ? KnowledgeSource(name: "PanglaoDB", version: name) : KnowledgeSource(name: name)
  }

  private mutating func read() throws(KnowledgeError) -> [MarkerRow] {
    var found: [MarkerRow] = []
    var largest = 1.0
    while let row = try rows.next() {
      let weight = try columns.weight(of: row, path: rows.path, line: rows.line)
      largest = max(largest, weight)
      guard let type = columns.text(row, columns.cellType), !type.isEmpty else { continue }
      let isPositive = columns.isPositive(row)
      for (column, sign) in [(columns.genes, isPositive), (columns.negativeGenes, false)] {
        for symbol in Self.symbols(columns.text(row, column) ?? "") {
          for species in columns.species(of: row, symbol: symbol) {
            found.append(
              MarkerRow(
                cellType: type, symbol: symbol, species: species, isPositive: sign,
                weight: weight))
          }
        }
      }
    }
    guard !found.isEmpty else { throw KnowledgeError(file: rows.path, reason: .noRows) }
    if largest > 1 { for index in found.indices { found[index].weight /= largest } }
    return found
  }

  /// The gene symbols in a field: `CD4, [CD3D, CD3E]` has three.
  private static func symbols(_ field: String) -> [String] {
    field.split { ",;|[]".contains($0) }.map(\.trimmed).filter {
      !$0.isEmpty && $0.count <= 40 && !["NA", "nan", "None"].contains($0)
        && !$0.contains(where: \.isWhitespace)
    }
  }
}
