/// The directions that two sets of rows have in common: pairs of vectors, one within the principal components of
/// each set, of the largest cosines.
///
/// With orthonormal components `A` and `B`, `[components, columns]`, the singular value decomposition
/// `A Bᵀ = U S Vᵀ` gives the pairs `Aᵀ U` and `Bᵀ V` with the cosines `S`; kept are those of the first set. Sources:
/// Mourragui et al. 2019 (PRECISE), Abdelaal et al. 2020 (SpaGE).
public struct PrincipalVectors: Sendable, Equatable {
  /// `[vectors, columns]`, orthonormal, by falling cosine.
  public let vectors: FeatureMatrix
  /// `[vectors]`, from 0 to 1.
  public let cosines: [Double]

  /// - Parameters:
  ///   - first: `[rows, columns]`, whose vectors are kept.
  ///   - second: `[rows, columns]` with the same columns.
  ///   - components: how many principal components of each set are compared.
  ///   - leastCosine: pairs further apart are dropped, but for the nearest.
  /// - Throws: `AnalysisError` for fewer than two rows or a value that is not finite.
  public init(
    _ first: FeatureMatrix, _ second: FeatureMatrix, components: Int, leastCosine: Double = 0.3
  ) throws {
    let a = try PrincipalComponents(first, count: components).components
    let b = try PrincipalComponents(second, count: components).components
    let width = first.columnCount
    let size = a.rowCount
    var product = FeatureMatrix(rowCount: size, columnCount: size)
    for row in 0..<size {
      for column in 0..<size {
        var sum = 0.0
        for place in 0..<width { sum += a[row, place] * b[column, place] }
        product[row, column] = sum
      }
    }
    var square = FeatureMatrix(rowCount: size, columnCount: size)
    for row in 0..<size {
      for column in 0...row {
        var sum = 0.0
        for place in 0..<size { sum += product[row, place] * product[column, place] }
        square[row, column] = sum
        square[column, row] = sum
      }
    }
    let eigen = SymmetricEigenvectors(square)
    let cosines = eigen.values.map { max($0, 0).squareRoot() }
    let kept = max(1, cosines.count { $0 > leastCosine })
    var vectors = FeatureMatrix(rowCount: kept, columnCount: width)
    for vector in 0..<kept {
      for component in 0..<size {
        let weight = eigen.vectors[vector, component]
        for column in 0..<width { vectors[vector, column] += weight * a[component, column] }
      }
    }
    self.vectors = vectors
    self.cosines = Array(cosines.prefix(kept))
  }

  /// The coordinates of rows along the vectors, `[rows, vectors]`.
  public func scores(_ features: FeatureMatrix) -> FeatureMatrix {
    precondition(
      features.columnCount == vectors.columnCount,
      "PrincipalVectors: \(features.columnCount) columns, learnt from \(vectors.columnCount)")
    var scores = FeatureMatrix(rowCount: features.rowCount, columnCount: vectors.rowCount)
    let width = vectors.columnCount
    features.values.withUnsafeBufferPointer { x in
      vectors.values.withUnsafeBufferPointer { directions in
        for row in 0..<features.rowCount {
          for vector in 0..<vectors.rowCount {
            var sum = 0.0
            for column in 0..<width {
              sum += x[row * width + column] * directions[vector * width + column]
            }
            scores[row, vector] = sum
          }
        }
      }
    }
    return scores
  }
}
