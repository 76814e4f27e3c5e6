import CellSections
import ParallelLoops

/// The rows of a matrix of counts with other numbers for its columns, ascending in each row again.
///
/// Each piece of the rows is counted, then written to its place; where the new numbers ascend with the old ones, entries
/// stay in order, and where every column is kept and keeps its number nothing is made anew.
struct RenumberedRows {
  private let counts: CountMatrix
  /// The new number of each column, -1 where it is left out.
  private let places: [Int32]
  private let loop: ParallelLoop
  private static let rowsPerPiece = 1024

  init(_ counts: CountMatrix, places: [Int32], in loop: ParallelLoop) {
    self.counts = counts
    self.places = places
    self.loop = loop
  }

  /// - Parameter columnCount: one more than the largest new number.
  func matrix(columnCount: Int) -> CountMatrix {
    let keepsNumbers = places.enumerated().allSatisfy { $0.element == Int32($0.offset) }
    if keepsNumbers, columnCount == counts.columnCount { return counts }
    let starts = keptStarts()
    let kept = places.filter { $0 >= 0 }
    let isAscending = zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 }
    let total = starts[counts.rowCount]
    var columns: [Int32] = []
    let values = [Int32](unsafeUninitializedCapacity: total) { values, valueCount in
      let values = values
      columns = [Int32](unsafeUninitializedCapacity: total) { columns, count in
        let columns = columns
        loop.rows(counts.rowCount, perPiece: Self.rowsPerPiece) { rows, _ in
          if isAscending {
            copy(rows, starts, columns, values)
          } else {
            sort(rows, starts, columns, values, columnCount: columnCount)
          }
        }
        count = total
      }
      valueCount = total
    }
    return CountMatrix(
      rowStarts: starts, columns: columns, values: values, columnCount: columnCount)
  }

  /// Where each row begins when what is left out is gone, `[rows + 1]`.
  private func keptStarts() -> [Int] {
    var starts = [Int](repeating: 0, count: counts.rowCount + 1)
    starts.withUnsafeMutableBufferPointer { starts in
      let starts = starts
      loop.rows(counts.rowCount, perPiece: Self.rowsPerPiece) { rows, _ in
        for row in rows {
          var kept = 0
          for entry in counts.entries(of: row) where places[Int(counts.columns[entry])] >= 0 {
            kept += 1
          }
          starts[row + 1] = kept
        }
      }
    }
    for row in 0..<counts.rowCount { starts[row + 1] += starts[row] }
    return starts
  }

  private func copy(
    _ rows: Range<Int>, _ starts: [Int], _ columns: UnsafeMutableBufferPointer<Int32>,
    _ values: UnsafeMutableBufferPointer<Int32>
  ) {
    for row in rows {
      var next = starts[row]
      for entry in counts.entries(of: row) {
        let place = places[Int(counts.columns[entry])]
        if place < 0 { continue }
        columns[next] = place
        values[next] = counts.values[entry]
        next += 1
      }
    }
  }

  /// Puts the entries of a row into a dense row and takes them out in order, which marks tell: cheaper than comparing.
  private func sort(
    _ rows: Range<Int>, _ starts: [Int], _ columns: UnsafeMutableBufferPointer<Int32>,
    _ values: UnsafeMutableBufferPointer<Int32>, columnCount: Int
  ) {
    var dense = [Int32](repeating: 0, count: columnCount)
    var marks = [UInt64](repeating: 0, count: (columnCount + 63) / 64)
    for row in rows {
      for entry in counts.entries(of: row) {
        let place = Int(places[Int(counts.columns[entry])])
        if place < 0 { continue }
        dense[place] = counts.values[entry]
        marks[place / 64] |= 1 << UInt64(place % 64)
      }
      var next = starts[row]
      for word in marks.indices {
        while marks[word] != 0 {
          let place = word * 64 + marks[word].trailingZeroBitCount
          marks[word] &= marks[word] - 1
          columns[next] = Int32(place)
          values[next] = dense[place]
          next += 1
        }
      }
    }
  }
}
