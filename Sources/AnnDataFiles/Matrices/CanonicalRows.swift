/// Rows as a file may have them, on the way to canonical form.
struct CanonicalRows<Value: MatrixValue> {
  var starts: [Int]
  var columns: [Int32]
  var values: [Value]

  /// A sum that does not fit its type.
  struct Overflow: Error {
    var row: Int
    var column: Int
  }

  /// Whether the rows are canonical already: columns ascend, none twice, no zero.
  var holds: Bool {
    !Value.containsZero(values) && columns.ascend(inRowsFrom: starts)
  }

  /// The canonical form. Complexity: O(entries · log of the longest unsorted row).
  func made(columnCount: Int) -> Result<SparseRows<Value>, Overflow> {
    var newStarts = [0]
    var newColumns: [Int32] = []
    var newValues: [Value] = []
    newStarts.reserveCapacity(starts.count)
    newColumns.reserveCapacity(columns.count)
    newValues.reserveCapacity(values.count)
    for row in 0..<starts.count - 1 {
      // Equal columns keep the order of the file, so float sums are those of the file's order.
      let order = (starts[row]..<starts[row + 1]).sorted {
        (columns[$0], $0) < (columns[$1], $1)
      }
      var next = 0
      while next < order.count {
        let column = columns[order[next]]
        var sum = values[order[next]]
        next += 1
        while next < order.count, columns[order[next]] == column {
          guard let larger = Value.sum(sum, values[order[next]]) else {
            return .failure(Overflow(row: row, column: Int(column)))
          }
          sum = larger
          next += 1
        }
        if sum != .zero {
          newColumns.append(column)
          newValues.append(sum)
        }
      }
      newStarts.append(newColumns.count)
    }
    return .success(
      SparseRows(
        rowStarts: newStarts, columns: newColumns, values: newValues, columnCount: columnCount))
  }
}

extension [Int32] {
  /// Whether the entries of each row ascend, none twice; row `r` is `starts[r]..<starts[r + 1]`.
  fileprivate func ascend(inRowsFrom starts: [Int]) -> Bool {
    withUnsafeBufferPointer { columns in
      for row in 0..<starts.count - 1 {
        var previous: Int32 = -1
        for entry in starts[row]..<starts[row + 1] {
          guard columns[entry] > previous else { return false }
          previous = columns[entry]
        }
      }
      return true
    }
  }
}
