import CellSections
import ParallelLoops

extension NeighbourLists {
  /// The rows most alike to each row, by Euclidean distance of their values, nearer first: neighbours in expression
  /// as others are in space.
  ///
  /// Equally near rows come in the order of their index. The result does not depend on `threads`.
  /// - Parameters:
  ///   - features: `[rows, columns]`, such as scores along principal components.
  ///   - count: how many neighbours; all other rows where there are fewer.
  ///   - sampleLimit: neighbours are looked for among this many rows at most, evenly spaced; put the rows in random
  ///     order where that matters.
  /// - Complexity: O(rows · min(rows, sampleLimit) · columns).
  public init(
    nearestRowsOf features: FeatureMatrix, count: Int, sampleLimit: Int = 20_000,
    threads: Int = coreCount
  ) {
    let rows = features.rowCount
    let sample = SampledRows(features, limit: sampleLimit)
    let length = 256
    let pieces = mapPieces(count: (rows + length - 1) / length, threads: threads) { piece in
      var search = RowSearch(sample, count: count)
      return (piece * length..<min((piece + 1) * length, rows)).map { row in
        search.nearest(to: features[row: row].map { Float($0) }, except: Int32(row))
      }
    }
    var starts = [0]
    var neighbours: [Int32] = []
    starts.reserveCapacity(rows + 1)
    neighbours.reserveCapacity(rows * count)
    for list in pieces.joined() {
      neighbours += list
      starts.append(neighbours.count)
    }
    self.init(starts: starts, neighbours: neighbours)
  }
}

/// The rows that can be neighbours, eight side by side, so that one instruction meets eight of them.
struct SampledRows: Sendable {
  static let lanes = 8
  let columns: Int
  /// The rows in the sample, ascending.
  let rows: [Int32]
  /// `[blocks, columns]`; lanes beyond the last row are infinitely far.
  let values: [SIMD8<Float>]

  init(_ features: FeatureMatrix, limit: Int) {
    let kept = max(1, min(limit, features.rowCount))
    let rows = (0..<min(kept, features.rowCount)).map { Int32($0 * features.rowCount / kept) }
    columns = features.columnCount
    self.rows = rows
    let blocks = (rows.count + Self.lanes - 1) / Self.lanes
    var values = [SIMD8<Float>](
      repeating: SIMD8(repeating: .infinity), count: blocks * features.columnCount)
    for (place, row) in rows.enumerated() {
      for column in 0..<columns {
        values[place / Self.lanes * columns + column][place % Self.lanes] =
          Float(features[Int(row), column])
      }
    }
    self.values = values
  }
}

/// The search for the nearest rows of one row after another.
struct RowSearch {
  private let sample: SampledRows
  private let count: Int
  /// Found so far, nearest first.
  private var distances: [Float] = []
  private var found: [Int32] = []

  init(_ sample: SampledRows, count: Int) {
    self.sample = sample
    self.count = count
  }

  /// - Parameter own: the row that cannot be its own neighbour, -1 for none.
  mutating func nearest(to row: [Float], except own: Int32) -> [Int32] {
    distances.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    guard count > 0, sample.columns > 0 else { return [] }
    let columns = sample.columns
    sample.values.withUnsafeBufferPointer { values in
      row.withUnsafeBufferPointer { row in
        for block in 0..<values.count / columns {
          var sum = SIMD8<Float>.zero
          for column in 0..<columns {
            let difference = values[block &* columns &+ column] - row[column]
            sum += difference * difference
          }
          let limit = found.count < count ? Float.infinity : distances[count - 1]
          guard sum.min() < limit else { continue }
          keep(sum, block: block, except: own)
        }
      }
    }
    return found
  }

  private mutating func keep(_ squares: SIMD8<Float>, block: Int, except own: Int32) {
    for lane in 0..<SampledRows.lanes {
      let place = block * SampledRows.lanes + lane
      guard place < sample.rows.count, sample.rows[place] != own else { continue }
      let squared = squares[lane]
      if found.count == count {
        guard squared < distances[count - 1] else { continue }
        found.removeLast()
        distances.removeLast()
      }
      var at = found.count
      while at > 0, distances[at - 1] > squared { at -= 1 }
      found.insert(sample.rows[place], at: at)
      distances.insert(squared, at: at)
    }
  }
}
