/// A sparse matrix in compressed rows, `[rows, columns]`, with its transpose beside it.
///
/// The transpose (compressed columns) lets a gradient be gathered column by column, in a fixed order,
/// where scattering it from the rows would need locks or change with the threads. Like a `Matrix`, it is a handle to
/// pooled memory that is only read once it is made.
public struct SparseMatrix<Scalar: Real> {
  public var rows: Int { entries.rows }
  public let columns: Int
  let entries: CompressedEntries<Scalar>
  /// The same entries column by column; nil where no gradient will be asked for.
  let transposed: CompressedEntries<Scalar>?

  /// `[rows + 1]`
  public var starts: [Int64] { entries.starts }
  /// A copy of the column of each entry. Complexity: O(entries).
  public func makeIndices() -> [Int32] {
    Array(UnsafeBufferPointer(start: entries.indices.pointer, count: entries.count))
  }
  /// A copy of the value of each entry. Complexity: O(entries).
  public func makeValues() -> [Scalar] {
    Array(UnsafeBufferPointer(start: entries.values.pointer, count: entries.count))
  }

  /// Makes a matrix from compressed rows. Complexity: O(entries + columns).
  ///
  /// - Parameter transposing: whether to keep the transpose, which a gradient with respect to the dense
  ///   factor needs.
  public init(
    columns: Int, starts: [Int64], indices: [Int32], values: [Scalar], transposing: Bool
  ) {
    precondition(
      indices.count == values.count && starts.last.map(Int.init) == indices.count,
      "SparseMatrix: \(indices.count) indices, \(values.count) values, starts end at \(starts.last ?? -1)"
    )
    self.init(columns: columns, starts: starts, transposing: transposing, in: Workspace()) {
      toIndices, toValues in
      for (place, index) in indices.enumerated() { toIndices[place] = index }
      for (place, value) in values.enumerated() { toValues[place] = value }
    }
  }

  /// Makes a matrix in memory of a workspace.
  ///
  /// - Parameter fill: writes the column and the value of every entry, row after row.
  package init(
    columns: Int, starts: [Int64], transposing: Bool, in workspace: Workspace<Scalar>,
    fill: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Scalar>) -> Void
  ) {
    precondition(starts.first == 0, "SparseMatrix: starts begin at \(starts.first ?? -1)")
    let entries = CompressedEntries(starts: starts, in: workspace)
    fill(entries.indices.pointer, entries.values.pointer)
    for column in UnsafeBufferPointer(start: entries.indices.pointer, count: entries.count) {
      precondition(
        column >= 0 && Int(column) < columns, "SparseMatrix: column \(column) of \(columns)")
    }
    self.columns = columns
    self.entries = entries
    transposed = transposing ? entries.transposed(columns: columns, in: workspace) : nil
  }
}

/// The entries of a sparse matrix, row by row or column by column.
struct CompressedEntries<Scalar: Real> {
  /// `[rows + 1]`
  let starts: [Int64]
  /// `[entries]`
  let indices: Buffer<Int32>
  /// `[entries]`
  let values: Buffer<Scalar>

  var rows: Int { starts.count - 1 }
  var count: Int { Int(starts[starts.count - 1]) }

  /// Entries that are still to be written.
  init(starts: [Int64], in workspace: Workspace<Scalar>) {
    self.starts = starts
    let count = Int(starts[starts.count - 1])
    // Room to spare: masks hide a little more in one step than in another, and a buffer is to serve all of them.
    indices = workspace.indexPool.take(count + count / 8)
    values = workspace.pool.take(count + count / 8)
  }

  /// The same entries column by column, those of a column in the order of their rows.
  ///
  /// Rows are cut into pieces, each of which knows where its entries of each column go; so that threads write to places of
  /// their own, and these depend on no thread.
  func transposed(columns: Int, in workspace: Workspace<Scalar>) -> CompressedEntries {
    let rowsPerPiece = max(1, (rows + 7) / 8)
    let pieces = max(1, (rows + rowsPerPiece - 1) / rowsPerPiece)
    // `[pieces, columns]`: first how many entries a piece has of each column, then where they go.
    var places = [Int64](repeating: 0, count: pieces * columns)
    var columnStarts = [Int64](repeating: 0, count: columns + 1)
    places.withUnsafeMutableBufferPointer { places in
      let places = places
      workspace.loop.rows(rows, perPiece: rowsPerPiece) { range, _ in
        let counts = places.baseAddress.map { $0 + range.lowerBound / rowsPerPiece * columns }
        for entry in Int(starts[range.lowerBound])..<Int(starts[range.upperBound]) {
          counts?[Int(indices.pointer[entry])] += 1
        }
      }
      var next: Int64 = 0
      for column in 0..<columns {
        columnStarts[column] = next
        for piece in 0..<pieces {
          let count = places[piece * columns + column]
          places[piece * columns + column] = next
          next += count
        }
      }
      columnStarts[columns] = next
    }
    let result = CompressedEntries(starts: columnStarts, in: workspace)
    let transpose = workspace.kernels.transposeSparse
    starts.withUnsafeBufferPointer { starts in
      places.withUnsafeMutableBufferPointer { places in
        guard let starts = starts.baseAddress, let places = places.baseAddress else { return }
        workspace.loop.rows(rows, perPiece: rowsPerPiece) { range, _ in
          transpose(
            Int64(range.lowerBound), Int64(range.upperBound), starts, indices.pointer,
            values.pointer, places + range.lowerBound / rowsPerPiece * columns,
            result.indices.pointer, result.values.pointer)
        }
      }
    }
    return result
  }
}
