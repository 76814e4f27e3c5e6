/// A sparse matrix in compressed rows, `[rows, columns]`, with its transpose beside it.
///
/// The transpose (compressed columns) lets a gradient be gathered column by column, in a fixed order,
/// where scattering it from the rows would need locks or change with the threads.
public struct SparseMatrix<Scalar: Real>: Sendable {
  public let rows: Int
  public let columns: Int
  /// `[rows + 1]`
  public let starts: [Int64]
  /// The column of each entry.
  public let indices: [Int32]
  public let values: [Scalar]
  /// The same entries column by column; nil where no gradient will be asked for.
  let transposed: Transposed?

  struct Transposed: Sendable {
    let starts: [Int64]
    let indices: [Int32]
    let values: [Scalar]
  }

  /// Makes a matrix from compressed rows. Complexity: O(entries + columns).
  ///
  /// - Parameter transposing: whether to keep the transpose, which a gradient with respect to the dense
  ///   factor needs.
  public init(
    columns: Int, starts: [Int64], indices: [Int32], values: [Scalar], transposing: Bool
  ) {
    precondition(
      starts.first == 0 && Int(starts[starts.count - 1]) == indices.count
        && indices.count == values.count,
      "SparseMatrix: \(indices.count) indices, \(values.count) values, starts end at \(starts.last ?? -1)"
    )
    rows = starts.count - 1
    self.columns = columns
    self.starts = starts
    self.indices = indices
    self.values = values

    for column in indices {
      precondition(
        column >= 0 && Int(column) < columns, "SparseMatrix: column \(column) of \(columns)")
    }
    transposed =
      transposing
      ? Self.transpose(columns: columns, starts: starts, indices: indices, values: values) : nil
  }

  private static func transpose(
    columns: Int, starts: [Int64], indices: [Int32], values: [Scalar]
  ) -> Transposed {
    var counts = [Int64](repeating: 0, count: columns + 1)
    for column in indices { counts[Int(column) + 1] += 1 }
    for column in 0..<columns { counts[column + 1] += counts[column] }
    let transposedStarts = counts
    guard let kernels = Scalar.kernels(.scalar) else {
      preconditionFailure("SparseMatrix: there are no plain loops")
    }
    // Both arrays are filled by one call, the outer one while the inner one is being made.
    var sorted: [Scalar] = []
    let rowsOfEntries = [Int32](unsafeUninitializedCapacity: indices.count) { rows, rowCount in
      sorted = [Scalar](unsafeUninitializedCapacity: indices.count) { entries, entryCount in
        if let rows = rows.baseAddress, let entries = entries.baseAddress {
          kernels.transposeSparse(
            Int64(starts.count - 1), starts, indices, values, &counts, rows, entries)
        }
        entryCount = indices.count
      }
      rowCount = indices.count
    }
    return Transposed(starts: transposedStarts, indices: rowsOfEntries, values: sorted)
  }
}
