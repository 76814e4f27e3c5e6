import CellSections
import SectionAnalysis

/// z-scores of a section's log expression, made row by row as they are asked for: of a million cells they would not fit.
struct ScaledExpression: Sendable {
  private let counts: CountMatrix
  private let statistics: SectionStatistics
  /// The place of each of the section's genes among the columns, −1 for those left out.
  private let places: [Int32]
  private let scale: Standardizer

  var cellCount: Int { counts.rowCount }
  var columnCount: Int { scale.means.count }

  /// - Parameter columns: the genes looked at. Each has mean 0 and deviation 1 over the cells of the section; one that is
  ///   the same in all cells is 0.
  init(of counts: CountMatrix, columns: [Int]) {
    self.counts = counts
    let statistics = SectionStatistics(counts)
    self.statistics = statistics
    var places = [Int32](repeating: -1, count: counts.columnCount)
    for (place, column) in columns.enumerated() { places[column] = Int32(place) }
    self.places = places
    var sums = [Double](repeating: 0, count: columns.count)
    var squares = sums
    for row in 0..<counts.rowCount {
      for entry in counts.entries(of: row) where places[Int(counts.columns[entry])] >= 0 {
        let value = statistics.expression(
          count: counts.values[entry], librarySize: Double(statistics.librarySizes[row]))
        sums[Int(places[Int(counts.columns[entry])])] += value
        squares[Int(places[Int(counts.columns[entry])])] += value * value
      }
    }
    var scale = Standardizer(identity: columns.count)
    let rows = Double(max(counts.rowCount, 1))
    scale.means = sums.map { $0 / rows }
    scale.deviations = zip(squares, scale.means).map { square, mean in
      let variance = square / rows - mean * mean
      // Below this it is rounding.
      return variance > 1e-9 * max(square / rows, 1e-300) ? variance.squareRoot() : 1
    }
    self.scale = scale
  }

  /// Some rows, `[rows, columns]`.
  func rows(_ rows: some Sequence<Int>) -> FeatureMatrix {
    var values: [Double] = []
    var count = 0
    for row in rows {
      count += 1
      let first = values.count
      values += [Double](repeating: 0, count: columnCount)
      let size = Double(statistics.librarySizes[row])
      for entry in counts.entries(of: row) where places[Int(counts.columns[entry])] >= 0 {
        values[first + Int(places[Int(counts.columns[entry])])] = statistics.expression(
          count: counts.values[entry], librarySize: size)
      }
    }
    return scale(FeatureMatrix(rowCount: count, columnCount: columnCount, values: values))
  }

  /// Maps all rows, some at a time, and returns the results in order.
  func mapRows<Result: Sendable>(
    threads: Int, _ body: @Sendable (FeatureMatrix) -> Result
  ) -> [Result] {
    mapRowPieces(of: cellCount, threads: threads) { body(rows($0)) }
  }
}
