import CellSections

/// A grouping of rows around `k` centres that leaves little squared distance within groups.
///
/// Lloyd's iterations from k-means++ seeds, restarted; the best restart is kept.
/// Source: Arthur & Vassilvitskii 2007, "k-means++: the advantages of careful seeding".
public struct KMeans: Sendable, Equatable {
  /// The group of each row, `[rows]`, in `0..<k`.
  public var codes: [Int32]
  /// `[k, columns]`.
  public var centers: FeatureMatrix
  /// The sum of squared distances to the own centre.
  public var inertia: Double

  /// Groups the rows.
  /// - Parameters:
  ///   - features: `[rows, columns]`.
  ///   - groupCount: `k`.
  ///   - restarts: how many seedings are tried.
  ///   - maximumIterations: how many Lloyd steps one restart may take.
  ///   - generator: the same generator state gives the same groups.
  /// - Throws: `AnalysisError` for fewer rows than groups or a value that is not finite.
  /// - Complexity: O(restarts · iterations · rows · k · columns).
  public init(
    _ features: FeatureMatrix, groupCount: Int, restarts: Int = 4, maximumIterations: Int = 100,
    using generator: inout some RandomNumberGenerator
  ) throws {
    precondition(groupCount > 0 && restarts > 0, "KMeans: \(groupCount) groups, \(restarts) starts")
    guard features.rowCount >= groupCount else {
      throw AnalysisError("k-means", .tooFewRows(rows: features.rowCount, needed: groupCount))
    }
    try features.requireFinite(for: "k-means")
    var best: LloydIteration?
    for _ in 0..<restarts {
      var attempt = LloydIteration(features: features, groupCount: groupCount, using: &generator)
      attempt.run(maximumIterations: maximumIterations)
      if attempt.inertia < best?.inertia ?? .infinity { best = attempt }
    }
    // Inertia is finite for finite values unless squares overflow; then any attempt is as good.
    let chosen =
      best ?? LloydIteration(features: features, groupCount: groupCount, using: &generator)
    codes = chosen.codes
    centers = FeatureMatrix(
      rowCount: groupCount, columnCount: features.columnCount, values: chosen.centers)
    inertia = chosen.inertia
  }
}

/// One restart: seeds, then assignment and means in turn until no row moves.
private struct LloydIteration {
  let features: FeatureMatrix
  let groupCount: Int
  var centers: [Double] = []
  var codes: [Int32]
  var inertia = Double.infinity

  /// Seeds with k-means++: each next centre is a row drawn with probability ∝ its squared distance
  /// to the centres so far.
  init(
    features: FeatureMatrix, groupCount: Int, using generator: inout some RandomNumberGenerator
  ) {
    self.features = features
    self.groupCount = groupCount
    codes = [Int32](repeating: -1, count: features.rowCount)
    var gaps = [Double](repeating: .infinity, count: features.rowCount)
    var seed = generator.below(features.rowCount)
    for group in 0..<groupCount {
      centers.append(contentsOf: features[row: seed])
      guard group + 1 < groupCount else { break }
      var total = 0.0
      for row in gaps.indices {
        gaps[row] = min(gaps[row], squaredDistance(row: row, group: group))
        total += gaps[row]
      }
      seed = Self.draw(gaps, total: total, using: &generator)
    }
  }

  /// A row with probability ∝ weight; any row where all weights are 0.
  private static func draw(
    _ weights: [Double], total: Double, using generator: inout some RandomNumberGenerator
  ) -> Int {
    guard total > 0 else { return generator.below(weights.count) }
    var remaining = generator.unitInterval() * total
    for row in weights.indices where weights[row] > 0 {
      remaining -= weights[row]
      if remaining < 0 { return row }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  private func squaredDistance(row: Int, group: Int) -> Double {
    let width = features.columnCount
    return features.values.withUnsafeBufferPointer { values in
      centers.withUnsafeBufferPointer { centers in
        var sum = 0.0
        for column in 0..<width {
          let gap = values[row * width + column] - centers[group * width + column]
          sum += gap * gap
        }
        return sum
      }
    }
  }

  mutating func run(maximumIterations: Int) {
    for _ in 0..<maximumIterations {
      let moved = assignRows()
      if !moved { return }
      moveCenters()
    }
    _ = assignRows()
  }

  /// Gives each row its nearest centre, the first of equals; says whether any row changed.
  private mutating func assignRows() -> Bool {
    let nearest = NearestCenters(centers: centers, width: features.columnCount)
    var moved = false
    inertia = 0
    for row in 0..<features.rowCount {
      let (group, gap) = nearest.find(features[row: row])
      if codes[row] != group {
        codes[row] = group
        moved = true
      }
      inertia += gap
    }
    return moved
  }

  /// Moves each centre to its rows' mean; a centre without rows takes the row farthest from its own
  /// centre.
  private mutating func moveCenters() {
    let width = features.columnCount
    var sums = [Double](repeating: 0, count: groupCount * width)
    var counts = [Int](repeating: 0, count: groupCount)
    for row in 0..<features.rowCount {
      let group = Int(codes[row])
      counts[group] += 1
      for column in 0..<width { sums[group * width + column] += features[row, column] }
    }
    var taken: Set<Int> = []
    for group in 0..<groupCount {
      if counts[group] > 0 {
        let scale = 1 / Double(counts[group])
        for column in 0..<width {
          centers[group * width + column] = sums[group * width + column] * scale
        }
      } else if let row = farthestRow(except: taken) {
        taken.insert(row)
        centers.replaceSubrange(group * width..<(group + 1) * width, with: features[row: row])
      }
    }
  }

  private func farthestRow(except taken: Set<Int>) -> Int? {
    var best: (row: Int, gap: Double)?
    for row in 0..<features.rowCount where !taken.contains(row) {
      let gap = squaredDistance(row: row, group: Int(codes[row]))
      if gap > best?.gap ?? -1 { best = (row, gap) }
    }
    return best?.row
  }
}

/// Nearest-centre search with the centres laid out in lanes of four, so that one pass over a row
/// compares four.
private struct NearestCenters {
  private let lanes: [SIMD4<Double>]
  private let blockCount: Int
  private let width: Int

  init(centers: [Double], width: Int) {
    let groupCount = width > 0 ? centers.count / width : 1
    self.width = width
    blockCount = (groupCount + 3) / 4
    var lanes = [SIMD4<Double>](
      repeating: SIMD4(repeating: .infinity), count: blockCount * max(width, 1))
    for group in 0..<groupCount {
      for column in 0..<width {
        lanes[group / 4 * width + column][group % 4] = centers[group * width + column]
      }
    }
    self.lanes = lanes
  }

  /// The nearest centre and its squared distance.
  func find(_ row: ArraySlice<Double>) -> (group: Int32, squaredDistance: Double) {
    row.withUnsafeBufferPointer { row in
      lanes.withUnsafeBufferPointer { lanes in
        var best: (group: Int32, squaredDistance: Double) = (0, .infinity)
        for block in 0..<blockCount {
          var sum = SIMD4<Double>(repeating: 0)
          for column in 0..<width {
            let gap = lanes[block * width + column] - row[column]
            sum += gap * gap
          }
          for lane in 0..<4 where sum[lane] < best.squaredDistance {
            best = (Int32(block * 4 + lane), sum[lane])
          }
        }
        return best.squaredDistance < .infinity ? best : (0, 0)
      }
    }
  }
}
