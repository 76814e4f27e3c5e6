import HDF5Files

/// A table on disk, in whatever layout, that is read column by column.
protocol FrameSource: Sendable {
  var reader: ElementReader { get }
  var path: ElementPath { get }
  /// The number of rows, from the header alone.
  func rowCount() throws -> Int
  /// The name of the index; nil where it has none.
  func indexName() throws -> String?
  func index() throws -> Column
  /// The names of the columns in their order.
  func columnNames() throws -> [String]
  func column(_ name: String) throws -> Column
  /// What a column holds, without reading its values where that can be told.
  func columnKind(_ name: String) -> ColumnKind
}

extension FrameSource {
  /// The whole table; columns that cannot be read are `unreadable` in it.
  ///
  /// Throws where the index cannot be read, or a column is damaged: of another length, or with codes beyond
  /// its categories.
  func dataframe() throws -> DataFrame {
    let index = try index()
    let columns = try columnNames().map { name in
      NamedColumn(name, try readableColumn(name, rowCount: index.count))
    }
    return DataFrame(indexName: try indexName(), index: index, columns: columns)
  }

  /// A column as long as the table, or one that says why it cannot be read.
  func readableColumn(_ name: String, rowCount: Int) throws -> Column {
    do {
      let column = try column(name)
      guard column.count == rowCount else {
        throw reader.error(
          path / name,
          .lengthMismatch(part: "the column", expected: rowCount, found: column.count))
      }
      return column
    } catch {
      switch (error as? AnnDataError)?.reason {
      case .lengthMismatch, .codeOutOfRange: throw error
      default: return .unreadable(failureReason(error))
      }
    }
  }
}

/// What a column holds.
public enum ColumnKind: Sendable, Equatable {
  case categorical
  case string
  case integer
  case float
  case boolean
  /// What is there but cannot be read, and why.
  case unreadable(String)

  /// The kind of a plain column of this type.
  init(_ type: ElementType) {
    switch type {
    case .integer, .enumeration: self = .integer
    case .float: self = .float
    case .boolean: self = .boolean
    case .string: self = .string
    case .compound, .array, .objectReference, .unsupported: self = .unreadable(type.description)
    }
  }
}

extension ColumnKind: CustomStringConvertible {
  /// The word `histoglot inspect` prints.
  public var description: String {
    switch self {
    case .categorical: "categorical"
    case .string: "string"
    case .integer: "integer"
    case .float: "float"
    case .boolean: "boolean"
    case .unreadable: "unreadable"
    }
  }
}
