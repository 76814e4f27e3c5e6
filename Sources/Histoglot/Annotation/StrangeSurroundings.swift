import CellSections
import SectionAnalysis

/// How unlike the surroundings of each cell are what surrounds the labelled cells of any category.
///
/// `d_i = ln min_k |x_i − μ_k|² − median_i`, x the mean expression of a cell's neighbours in a space in which surroundings of one
/// category vary as much along one direction as along any other, μ_k their mean in category k: the distance of Mahalanobis to
/// the nearest category (Lee et al. 2018, "A simple unified framework for detecting out-of-distribution samples"). One cell is
/// too noisy for it; the mean of two dozen is not, while logits go on rising beyond what they were taught, so that a deeper
/// layer than any labelled one passes for the deepest that is known. The section's median is taken off: what sets all of a
/// section apart says nothing of one cell.
package struct StrangeSurroundings {
  /// How many numbers there are of each cell.
  static let dimensions = 24
  /// Fewer cells of a section have no median to speak of.
  static let leastCellsOfSection = 50

  /// `μ`, `[categories that have labelled cells, dimensions]`.
  package let centers: FeatureMatrix

  /// Takes centres as they are.
  package init(centers: FeatureMatrix) { self.centers = centers }

  /// Centres of labelled cells' surroundings.
  ///
  /// - Parameters:
  ///   - places: `[cells, dimensions]`.
  ///   - categories: of each.
  package init(of places: FeatureMatrix, categories: [Int32]) {
    let width = places.columnCount
    let known = Set(categories).sorted()
    var centers = FeatureMatrix(rowCount: known.count, columnCount: width)
    for (row, category) in known.enumerated() {
      let cells = categories.indices.filter { categories[$0] == category }
      for cell in cells {
        for column in 0..<width {
          centers[row, column] += places[cell, column] / Double(cells.count)
        }
      }
    }
    self.centers = centers
  }

  /// `d` of each cell, `[cells]`; nil where there is no centre or a place is not finite.
  package func values(of places: FeatureMatrix) -> [Double]? {
    guard centers.rowCount > 0, places.rowCount > 0, centers.values.allSatisfy(\.isFinite),
      places.values.allSatisfy(\.isFinite)
    else { return nil }
    let values = (0..<places.rowCount).map { row -> Double in
      var least = Double.infinity
      for center in 0..<centers.rowCount {
        var square = 0.0
        for column in 0..<places.columnCount {
          let gap = places[row, column] - centers[center, column]
          square += gap * gap
        }
        least = min(least, square)
      }
      return logarithm(max(least, .leastNormalMagnitude))
    }
    let middle = values.sorted()[values.count / 2]
    return values.map { $0 - middle }
  }
}
