/// A table of separated values with a header line, read row by row.
package struct DelimitedTable {
  /// The names of the columns, in order, unique (one may be empty: the row names of pandas and R).
  package let columns: [String]
  private let places: [String: Int]
  private var reader: DelimitedReader

  /// The row read last.
  package var row: DelimitedRow { reader.row }

  /// Reads the header. Throws a `DelimitedTextError`, or what the source throws.
  package init(_ source: ByteChunks, separator: Character = ",") throws {
    reader = DelimitedReader(source, separator: separator)
    guard try reader.next() else { throw DelimitedTextError(line: 1, reason: .empty) }
    columns = reader.row.texts
    var places: [String: Int] = [:]
    for (place, name) in columns.enumerated()
    where places.updateValue(place, forKey: name) != nil {
      throw DelimitedTextError(line: reader.row.line, reason: .duplicateColumn(name))
    }
    self.places = places
  }

  /// Reads the next row into `row`; false at the end. Throws where it has another number of fields than the header.
  package mutating func next() throws -> Bool {
    guard try reader.next() else { return false }
    guard reader.row.count == columns.count else {
      throw DelimitedTextError(
        line: reader.row.line, reason: .ragged(found: reader.row.count, expected: columns.count))
    }
    return true
  }

  /// Where the column of this name is, or nil.
  package func place(_ name: String) -> Int? { places[name] }

  /// Where the first of these columns is that exists. Throws where none does.
  package func require(_ names: String...) throws(DelimitedTextError) -> Int {
    try require(anyOf: names)
  }

  /// As `require(_:)`, with the names in a list.
  package func require(anyOf names: [String]) throws(DelimitedTextError) -> Int {
    for name in names { if let place = places[name] { return place } }
    throw DelimitedTextError(line: 1, reason: .missingColumn(names: names, found: columns))
  }
}
