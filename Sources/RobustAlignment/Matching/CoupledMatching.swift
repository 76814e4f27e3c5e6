import Autodiff

/// How the cells of a batch match texts, and its texts cells: `P^CT` and `P^TC` (OKR-CELL, arXiv 2601.05648).
public struct CoupledMatching<Scalar: Real> {
  /// `P^CT_ij = softmax_j(u_i · k_j / τ)`, `[batch, batch + bank]`.
  public let cellToText: Variable<Scalar>
  /// `P^TC`, `[batch, batch + bank]`.
  public let textToCell: Variable<Scalar>
  /// The own key of the first row; above 0 where the rows are a piece of the batch.
  public let firstKey: Int

  /// - Parameters:
  ///   - cells: `u`, unit vectors, `[batch, width]`.
  ///   - texts: `v`, unit vectors, `[batch, width]`.
  ///   - textIDs: which text each pair has, `[batch]`.
  ///   - textKeys: what cells are compared with.
  ///   - cellKeys: what texts are compared with.
  ///   - firstKey: the own key of the first row: with momentum keys rows are independent of one another,
  ///     so a batch may be matched piece by piece.
  ///   - temperature: `τ`.
  public init(
    cells: Variable<Scalar>, texts: Variable<Scalar>, textIDs: [Int],
    textKeys: AlignmentKeys<Scalar>, cellKeys: AlignmentKeys<Scalar>, firstKey: Int = 0,
    temperature: Scalar
  ) {
    let tape = cells.tape
    precondition(
      cells.rows == texts.rows && cells.rows == textIDs.count,
      "CoupledMatching: \(cells.rows) cells, \(texts.rows) texts, \(textIDs.count) ids")
    func matching(_ x: Variable<Scalar>, _ keys: AlignmentKeys<Scalar>) -> Variable<Scalar> {
      let scores = tape.scale(
        tape.linear(x, weight: tape.constant(keys.vectors), bias: nil), by: 1 / temperature)
      let mask = tape.constant(
        keys.mask(rowIDs: textIDs, firstKey: firstKey, in: tape.workspace))
      return tape.softmax(tape.add(scores, mask))
    }
    self.firstKey = firstKey
    cellToText = matching(cells, textKeys)
    textToCell = matching(texts, cellKeys)
  }

  /// `√(P^CT_ii P^TC_ii)`: how surely cell and text find one another, `[batch]`.
  public var symmetry: [Scalar] {
    let keys = cellToText.columns
    let forward = cellToText.value.elements
    let backward = textToCell.value.elements
    return (0..<cellToText.rows).map { row in
      let own = row * keys + firstKey + row
      return (forward[own] * backward[own]).squareRoot()
    }
  }

  /// The complementary loss of both directions, 1 × 1: a reliable pair is pulled together, an unreliable
  /// one pushes its negatives away instead.
  ///
  /// - Parameters:
  ///   - reliability: `W`, `[batch]`, constants.
  ///   - pairWeights: `w` of the curriculum, `[batch]`, constants.
  ///   - negativeWeight: `λ`.
  public func loss(
    reliability: [Scalar], pairWeights: [Scalar], negativeWeight: Scalar
  ) -> Variable<Scalar> {
    let tape = cellToText.tape
    return tape.add(
      tape.complementaryLoss(
        cellToText, firstKey: firstKey, reliability: reliability, pairWeights: pairWeights,
        negativeWeight: negativeWeight),
      tape.complementaryLoss(
        textToCell, firstKey: firstKey, reliability: reliability, pairWeights: pairWeights,
        negativeWeight: negativeWeight))
  }
}
