import Autodiff
import SectionAnalysis

/// Among the cells of a section that are like one of them, how scarce labelled cells of training are.
///
/// Cells of a type without labels have no labelled cells like them, even where a known type is near enough to speak for them:
/// neighbours in a space of principal components are asked, and many weak answers are averaged. Section and labelled cells
/// are grouped together by k-means ten times over; `s = mean over groupings of log((n + 1) / (m f + 1))`, n the section's
/// cells in the group, m the labelled ones, f what makes both as many. The section's median is taken off: what sets it
/// apart as a whole, as another batch does, says nothing of one cell.
struct LabelledScarcity {
  /// `[labelled cells, dimensions]`
  let labelled: [Float]
  /// A multiple of 8.
  let dimensions: Int

  static let groupings = 10
  static let groups = 30
  static let iterations = 20
  /// With fewer cells on either side there are no groups to speak of.
  static let leastCells = 50
  /// Groups are found on at most as many cells of a section; the others join the nearest.
  static let mostCells = 1024

  /// `s` of each cell of a section, `[cells]`; nil where there are too few to tell. The order of the cells does not matter.
  ///
  /// - Parameter cells: `[cells, dimensions]`.
  func values(of cells: [Float], in workspace: Workspace<Float>) -> [Double]? {
    let (count, known) = (cells.count / dimensions, labelled.count / dimensions)
    guard count >= Self.leastCells, known >= Self.leastCells,
      cells.allSatisfy(\.isFinite), labelled.allSatisfy(\.isFinite)
    else { return nil }
    let sample = sampled(cells)
    let together = FeatureMatrix(
      rowCount: known + sample.count / dimensions, columnCount: dimensions,
      values: labelled + sample)
    let groups = min(Self.groups, max(2, together.rowCount / 10))
    var sums = [Double](repeating: 0, count: count)
    for grouping in 0..<Self.groupings {
      var generator = SeededGenerator(seed: UInt64(grouping), path: [0x5ca8])
      guard
        let found = try? KMeans(
          together, groupCount: groups, restarts: 1, maximumIterations: Self.iterations,
          using: &generator)
      else { return nil }
      let centers = found.centers.values.map { Float($0) }
      let own = nearest(cells, to: centers, groups: groups, in: workspace)
      let theirs = nearest(labelled, to: centers, groups: groups, in: workspace)
      let scale = Double(count) / Double(known)
      var (n, m) = ([Double](repeating: 0, count: groups), [Double](repeating: 0, count: groups))
      for group in own { n[Int(group)] += 1 }
      for group in theirs { m[Int(group)] += 1 }
      let scores = (0..<groups).map { logarithm((n[$0] + 1) / (m[$0] * scale + 1)) }
      for cell in own.indices { sums[cell] += scores[Int(own[cell])] }
    }
    let middle = sums.sorted()[count / 2]
    return sums.map { ($0 - middle) / Double(Self.groupings) }
  }

  /// At most `mostCells` cells, chosen and ordered by what they are and not by where they stand.
  private func sampled(_ cells: [Float]) -> [Float] {
    let keyed = (0..<cells.count / dimensions).map { cell in
      (
        key: cells[cell * dimensions..<(cell + 1) * dimensions].reduce(UInt64(0)) {
          mix($0, UInt64($1.bitPattern))
        }, cell: cell
      )
    }
    // Cells of one key are the same cell twice.
    return keyed.sorted { $0.key < $1.key }.prefix(Self.mostCells).flatMap { entry in
      cells[entry.cell * dimensions..<(entry.cell + 1) * dimensions]
    }
  }

  /// The nearest centre of each row, the first of equals.
  private func nearest(
    _ rows: [Float], to centers: [Float], groups: Int, in workspace: Workspace<Float>
  ) -> [Int32] {
    let (count, lanes, size) = (rows.count / dimensions, dimensions / 8, 4096)
    let centers = (0..<groups * lanes).map { lane in
      SIMD8<Float>(centers[lane * 8..<(lane + 1) * 8])
    }
    var codes = [Int32](repeating: 0, count: count)
    codes.withUnsafeMutableBufferPointer { codes in
      let places = codes
      rows.withUnsafeBytes { rows in
        workspace.loop(pieces: (count + size - 1) / size) { piece, _ in
          for row in piece * size..<min(count, (piece + 1) * size) {
            var best = (group: 0, gap: Float.infinity)
            for group in 0..<groups {
              var sum = SIMD8<Float>(repeating: 0)
              for lane in 0..<lanes {
                let gap =
                  rows.loadUnaligned(
                    fromByteOffset: (row * lanes + lane) * MemoryLayout<SIMD8<Float>>.size,
                    as: SIMD8<Float>.self) - centers[group * lanes + lane]
                sum += gap * gap
              }
              let gap = sum.sum()
              if gap < best.gap { best = (group, gap) }
            }
            places[row] = Int32(best.group)
          }
        }
      }
    }
    return codes
  }
}
