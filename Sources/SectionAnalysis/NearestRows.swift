import CellSections
import ParallelLoops

/// The rows of one matrix that are most alike to each row of another, by the cosine of their values.
public struct NearestRows: Sendable, Equatable {
  /// `[queries, count]`, the most alike first; rows of the matrix that was searched.
  public let rows: [Int32]
  /// How many were found of each query: as many as asked for, or all there are.
  public let count: Int

  /// Searches exactly, among `sampleLimit` rows at most.
  ///
  /// Equally near rows come in the order of their index. The result does not depend on `threads`.
  /// - Parameters:
  ///   - queries: `[queries, columns]`.
  ///   - searched: `[rows, columns]`.
  ///   - sampleLimit: neighbours are looked for among this many rows at most, evenly spaced.
  /// - Complexity: O(queries · min(rows, sampleLimit) · columns).
  public init(
    of queries: FeatureMatrix, in searched: FeatureMatrix, count: Int, sampleLimit: Int = 40_000,
    threads: Int = coreCount
  ) {
    precondition(
      queries.columnCount == searched.columnCount,
      "NearestRows: queries of \(queries.columnCount) columns, rows of \(searched.columnCount)")
    // Of rows of length 1 the nearest are those of the largest cosine.
    let sample = SampledRows(searched.withUnitRows(), limit: sampleLimit)
    let queries = queries.withUnitRows()
    let kept = min(count, sample.rows.count)
    let length = 128
    let pieces = mapPieces(
      count: (queries.rowCount + length - 1) / length, threads: threads
    ) { piece in
      var search = RowSearch(sample, count: kept)
      return (piece * length..<min((piece + 1) * length, queries.rowCount)).flatMap { row in
        search.nearest(to: queries[row: row].map { Float($0) }, except: -1)
      }
    }
    rows = Array(pieces.joined())
    self.count = kept
  }

  /// The mean over the rows found, `[queries, columns]`.
  ///
  /// - Parameter values: `[rows, columns]`, of the rows that were searched.
  public func means(of values: FeatureMatrix) -> FeatureMatrix {
    let width = values.columnCount
    let queries = count > 0 ? rows.count / count : 0
    var means = FeatureMatrix(rowCount: queries, columnCount: width)
    values.values.withUnsafeBufferPointer { value in
      means.values.withUnsafeMutableBufferPointer { mean in
        for query in 0..<queries {
          for place in query * count..<(query + 1) * count {
            let row = Int(rows[place]) * width
            for column in 0..<width { mean[query * width + column] += value[row + column] }
          }
          for column in 0..<width { mean[query * width + column] /= Double(count) }
        }
      }
    }
    return means
  }
}

extension FeatureMatrix {
  /// Each row divided by its Euclidean length; rows of zeros stay so.
  func withUnitRows() -> FeatureMatrix {
    var scaled = self
    for row in 0..<rowCount {
      let length = self[row: row].reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { continue }
      for column in 0..<columnCount { scaled[row, column] /= length }
    }
    return scaled
  }
}
