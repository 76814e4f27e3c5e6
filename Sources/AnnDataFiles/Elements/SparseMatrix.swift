/// A sparse matrix as a file has it, its parts checked: no order of indices is promised, and one position
/// may occur more than once (its values add up).
public struct SparseMatrix: Sendable, Equatable {
  /// Along which axis the entries are gathered.
  public enum Layout: Sendable, Equatable {
    /// Compressed rows.
    case csr
    /// Compressed columns.
    case csc
  }

  /// Along which axis the entries are gathered.
  public var layout: Layout
  /// How many rows there are.
  public var rowCount: Int
  /// How many columns there are.
  public var columnCount: Int
  /// Where each row (csr) or column (csc) begins among the entries, and where the last one ends.
  public var starts: [Int]
  /// The column (csr) or row (csc) of each entry.
  public var indices: [Int32]
  /// The value of each entry: numbers or booleans.
  public var values: ArrayValues

  /// Traps where the parts do not fit one another.
  public init(
    layout: Layout, rowCount: Int, columnCount: Int, starts: [Int], indices: [Int32],
    values: ArrayValues
  ) {
    let major = layout == .csr ? rowCount : columnCount
    precondition(
      starts.count == major + 1 && starts.first == 0 && starts.last == indices.count
        && indices.count == values.count,
      "SparseMatrix: \(starts.count) starts for \(major), \(indices.count) indices, \(values.count) values"
    )
    self.layout = layout
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.starts = starts
    self.indices = indices
    self.values = values
  }
}
