import CellSections

/// The directions of features that neighbours share most: linear combinations of the columns, uncorrelated and of
/// variance 1, by falling autocorrelation between a cell and the mean of its neighbours.
///
/// Principal components rank directions by how much cells vary, noise included; these rank them by how much of what
/// varies is a matter of place. They maximise Moran's I (with weights 1 / neighbours), so linear changes of the
/// columns change nothing, and representations of any scales may stand beside one another. Positions enter by who is
/// whose neighbour alone. Sources: Switzer & Green 1984, "Min/max autocorrelation factors"; Jombart et al. 2008,
/// Dray et al. 2008 (MULTISPATI).
public struct SpatialFactors: Sendable, Equatable {
  /// How alike a cell and its neighbours are along each factor, `[factors]`, from 1 to −1, falling.
  public var autocorrelations: [Double]
  private var components: PrincipalComponents
  /// `[factors, components]`: of components scaled to variance 1.
  private var directions: FeatureMatrix

  /// - Parameters:
  ///   - features: `[cells, columns]`.
  ///   - neighbours: of the same cells, without the cells themselves. Where no cell has any, the factors are the
  ///     principal components.
  ///   - count: how many factors; no more than there are directions in which cells differ.
  ///   - componentLimit: only so many principal components are looked at, since rare noise that neighbours share by
  ///     chance can be found in the rest.
  /// - Throws: `AnalysisError` for fewer than two rows or a value that is not finite.
  /// - Complexity: O(cells · columns² + edges · components).
  public init(
    _ features: FeatureMatrix, neighbours: NeighbourLists, count: Int, componentLimit: Int = 40
  ) throws {
    components = try PrincipalComponents(features, count: componentLimit)
    let least = 1e-10 * max(components.variances.first ?? 0, .leastNormalMagnitude)
    let kept = max(1, components.variances.count { $0 > least })
    components.components = components.components.selectingRows(Array(0..<kept))
    components.variances = Array(components.variances.prefix(kept))
    let found = Array(0..<min(count, kept))
    guard !neighbours.neighbours.isEmpty else {
      // Without a neighbour anywhere no direction is shared more than another: the components stay as they are.
      autocorrelations = [Double](repeating: 0, count: found.count)
      directions = FeatureMatrix(rowCount: found.count, columnCount: kept)
      for factor in found { directions[factor, factor] = 1 }
      return
    }
    let sphered = Self.sphered(features, components)
    let around = neighbours.means(of: sphered)
    let scale = 1 / Double(features.rowCount)
    var shared = FeatureMatrix(rowCount: kept, columnCount: kept)
    for row in 0..<features.rowCount {
      for first in 0..<kept {
        let own = sphered[row, first]
        for second in 0..<kept { shared[first, second] += own * around[row, second] }
      }
    }
    var symmetric = shared
    for first in 0..<kept {
      for second in 0..<kept {
        symmetric[first, second] = 0.5 * (shared[first, second] + shared[second, first]) * scale
      }
    }
    let eigen = SymmetricEigenvectors(symmetric)
    autocorrelations = found.map { eigen.values[$0] }
    directions = eigen.vectors.selectingRows(found)
  }

  /// How many factors there are.
  public var count: Int { directions.rowCount }

  /// The coordinates of rows along the first `count` factors, `[rows, count]`.
  public func scores(_ features: FeatureMatrix, count: Int = .max) -> FeatureMatrix {
    let sphered = Self.sphered(features, components)
    let kept = min(count, self.count)
    let width = sphered.columnCount
    var scores = FeatureMatrix(rowCount: features.rowCount, columnCount: kept)
    for row in 0..<features.rowCount {
      for factor in 0..<kept {
        var sum = 0.0
        for column in 0..<width { sum += sphered[row, column] * directions[factor, column] }
        scores[row, factor] = sum
      }
    }
    return scores
  }

  private static func sphered(
    _ features: FeatureMatrix, _ components: PrincipalComponents
  ) -> FeatureMatrix {
    var scores = components.scores(features)
    let scales = components.variances.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    for row in 0..<scores.rowCount {
      for column in scales.indices { scores[row, column] *= scales[column] }
    }
    return scores
  }
}
