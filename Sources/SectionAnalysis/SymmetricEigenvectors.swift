import Autodiff

/// Eigenvalues and eigenvectors of a real symmetric matrix, largest eigenvalue first.
struct SymmetricEigenvectors {
  /// `[n]`, descending.
  let values: [Double]
  /// `[n, n]`: row k is the unit vector of eigenvalue k.
  let vectors: FeatureMatrix

  init(_ matrix: FeatureMatrix) {
    precondition(
      matrix.rowCount == matrix.columnCount,
      "SymmetricEigenvectors: \(matrix.rowCount) × \(matrix.columnCount) is not square")
    let size = matrix.rowCount
    let (ascending, vectors) = LinearAlgebra.eigenvectors(ofSymmetric: matrix.values, size: size)
    values = ascending.reversed()
    self.vectors = FeatureMatrix(rowCount: size, columnCount: size, values: vectors)
      .selectingRows((0..<size).reversed())
  }
}
