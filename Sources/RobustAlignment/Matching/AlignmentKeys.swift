import Autodiff

/// What a batch is compared with: the momentum vectors of the batch itself, then those of the bank.
///
/// No gradient goes through keys. Keys that carry the same text as a row, other than its own, are no
/// negatives of it and are masked out.
public struct AlignmentKeys<Scalar: Real> {
  /// Unit vectors, `[batch + bank, width]`.
  public let vectors: Matrix<Scalar>
  /// The text of each key, `[batch + bank]`.
  public let textIDs: [Int]

  public init(vectors: Matrix<Scalar>, textIDs: [Int]) {
    precondition(
      vectors.rows == textIDs.count, "AlignmentKeys: \(vectors.rows) vectors, \(textIDs.count) ids")
    self.vectors = vectors
    self.textIDs = textIDs
  }

  /// 0 for a key that row `i` is compared with, −∞ for one that has its text and is not its own,
  /// `[rows, keys]`.
  ///
  /// - Parameter firstKey: the own key of the first row.
  func mask(
    rowIDs: [Int], firstKey: Int, in workspace: Workspace<Scalar>
  ) -> Matrix<Scalar> {
    var mask = [Scalar](repeating: 0, count: rowIDs.count * textIDs.count)
    for (row, id) in rowIDs.enumerated() {
      for (key, other) in textIDs.enumerated() where other == id && key != firstKey + row {
        mask[row * textIDs.count + key] = -.infinity
      }
    }
    return workspace.matrix(rowIDs.count, textIDs.count, mask)
  }
}
