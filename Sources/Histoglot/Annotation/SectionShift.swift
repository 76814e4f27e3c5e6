import SectionAnalysis

/// What sets the cells of a section apart from the labelled cells of training as a whole, as another batch does.
///
/// For each category, the mean of the section's cells that are told to be of it less that of the labelled ones; along each
/// direction the median `m` over categories, `m max(0, 1 − 4 e² / m²)`, `e` its standard error as told by the median absolute
/// deviation: where nothing sets the section apart, nothing but noise would be taken off. A type that nobody labelled is told
/// to be of one or a few categories, which the median does not follow.
package struct SectionShift {
  /// Fewer cells have no mean to speak of, fewer categories no median.
  static let leastCells = 5
  static let leastCategories = 4

  /// `[width]`; nil where there are too few categories.
  package let values: [Float]?

  /// - Parameters:
  ///   - cells: `[cells, width]`, `categories` of each as they are told.
  ///   - labelled: `[labelled cells, width]`, `known` of each.
  package init(
    of cells: [Float], categories: [Int32], from labelled: [Float], known: [Int32], width: Int
  ) {
    let (own, theirs) = (
      Self.means(cells, categories, width: width), Self.means(labelled, known, width: width)
    )
    let gaps = own.keys.sorted().compactMap { category -> [Double]? in
      guard let own = own[category], let theirs = theirs[category] else { return nil }
      return zip(own, theirs).map { $0 - $1 }
    }
    guard gaps.count >= Self.leastCategories else {
      values = nil
      return
    }
    values = (0..<width).map { column in
      let middle = Self.median(gaps.map { $0[column] })
      // Of a normal distribution the deviation is 1.4826 times the median one, and the median 1.25 times as uncertain as
      // the mean.
      let deviation = 1.4826 * Self.median(gaps.map { abs($0[column] - middle) })
      let error = 1.25 * deviation / Double(gaps.count).squareRoot()
      let share = 4 * error * error / max(middle * middle, .leastNormalMagnitude)
      return Float(middle * max(0, 1 - share))
    }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The mean of each category that has cells enough.
  private static func means(
    _ rows: [Float], _ categories: [Int32], width: Int
  ) -> [Int32: [Double]] {
    var sums: [Int32: (count: Int, sum: [Double])] = [:]
    for (row, category) in categories.enumerated() {
      var entry = sums[category] ?? (0, [Double](repeating: 0, count: width))
      entry.count += 1
      for column in 0..<width { entry.sum[column] += Double(rows[row * width + column]) }
      sums[category] = entry
    }
    return sums.filter { $0.value.count >= leastCells }.mapValues { entry in
      entry.sum.map { $0 / Double(entry.count) }
    }
  }
}
