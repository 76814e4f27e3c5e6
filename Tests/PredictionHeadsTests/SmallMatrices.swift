import Autodiff

extension SparseMatrix {
  /// A small matrix row by row; what is 0 is no entry.
  init(_ rows: [[Scalar]], transposing: Bool = false) {
    var starts: [Int64] = [0]
    var indices: [Int32] = []
    var values: [Scalar] = []
    for row in rows {
      for (column, value) in row.enumerated() where value != 0 {
        indices.append(Int32(column))
        values.append(value)
      }
      starts.append(Int64(indices.count))
    }
    self.init(
      columns: rows[0].count, starts: starts, indices: indices, values: values,
      transposing: transposing)
  }
}
