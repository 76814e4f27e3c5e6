/// A dense matrix of doubles in memory, row by row.
public struct DenseRows: Sendable, Equatable {
  /// How many rows there are.
  public var rowCount: Int
  /// How many columns there are.
  public var columnCount: Int
  /// `[rows × columns]`, row-major.
  public var values: [Double]

  /// Traps where the values are not rows × columns.
  public init(rowCount: Int, columnCount: Int, values: [Double]) {
    precondition(
      rowCount * columnCount == values.count,
      "DenseRows: \(values.count) values for \(rowCount) × \(columnCount)")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }

  /// The value at a row and a column.
  public subscript(row: Int, column: Int) -> Double { values[row * columnCount + column] }

  /// The values of one column.
  public func column(_ column: Int) -> [Double] {
    (0..<rowCount).map { self[$0, column] }
  }

  /// The numbers of an array of two axes, a sparse matrix, or a table; nil for anything else.
  init?(_ element: Element) {
    switch element {
    case .array(let array):
      guard array.shape.count == 2, let values = array.values.doubles else { return nil }
      self.init(rowCount: array.shape[0], columnCount: array.shape[1], values: values)
    case .sparse(let matrix):
      guard let stored = matrix.values.doubles else { return nil }
      var dense = [Double](repeating: 0, count: matrix.rowCount * matrix.columnCount)
      for major in 0..<matrix.starts.count - 1 {
        for entry in matrix.starts[major]..<matrix.starts[major + 1] {
          let minor = Int(matrix.indices[entry])
          let place =
            matrix.layout == .csr
            ? major * matrix.columnCount + minor : minor * matrix.columnCount + major
          dense[place] += stored[entry]
        }
      }
      self.init(rowCount: matrix.rowCount, columnCount: matrix.columnCount, values: dense)
    case .dataframe(let frame):
      var columns: [[Double]] = []
      for column in frame.columns {
        guard let numbers = column.values.numbers else { return nil }
        columns.append(numbers)
      }
      self.init(
        rowCount: frame.rowCount, columnCount: columns.count,
        values: (0..<frame.rowCount).flatMap { row in columns.map { $0[row] } })
    default: return nil
    }
  }
}
