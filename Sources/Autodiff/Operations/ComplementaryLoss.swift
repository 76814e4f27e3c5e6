extension Tape {
  /// The complementary contrastive loss of pairs that may be mismatched, 1 × 1.
  ///
  /// Row `i` of `P` says with which probability pair `i` is matched to each key; its own key is column
  /// `firstKey + i`.
  /// With `ω = 1 − W`:
  /// `1/n Σ_i [ −W_i log P_ii + λ w_i Σ_{j≠i} tan P_ij / (Σ_j tan P_ij)^{ω_i} ]`.
  ///
  /// The weights are constants. Complexity: O(rows × keys).
  ///
  /// - Parameters:
  ///   - probabilities: `P`, `[rows, keys]`, at least `firstKey + rows` keys.
  ///   - firstKey: the own key of the first row; above 0 where the rows are a piece of a batch.
  ///   - reliability: `W`, `[rows]`.
  ///   - pairWeights: `w`, `[rows]`.
  ///   - negativeWeight: `λ`.
  public func complementaryLoss(
    _ probabilities: Variable<Scalar>, firstKey: Int = 0, reliability: [Scalar],
    pairWeights: [Scalar], negativeWeight: Scalar
  ) -> Variable<Scalar> {
    let rows = probabilities.rows
    let keys = probabilities.columns
    precondition(
      reliability.count == rows && pairWeights.count == rows && keys >= firstKey + rows,
      "complementaryLoss: P [\(rows), \(keys)], own keys from \(firstKey), \(reliability.count) reliabilities, \(pairWeights.count) weights"
    )
    let slopes = workspace.uninitialized(rows, keys)
    var tangents = [Double](repeating: 0, count: keys)
    var loss = 0.0
    for row in 0..<rows {
      loss += complementaryRow(
        probabilities.pointer + row * keys, keys: keys, own: firstKey + row,
        reliability: reliability[row].inDouble,
        negativeWeight: negativeWeight.inDouble * pairWeights[row].inDouble, tangents: &tangents,
        slopes: slopes.pointer + row * keys)
    }
    let out = workspace.uninitialized(1, 1)
    out.pointer[0] = Scalar(loss / Double(max(1, rows)))
    return record(out, from: [probabilities]) { [unowned self] gradient in
      addGradient(
        slopes, to: probabilities.place, scale: gradient.pointer[0] / Scalar(max(1, rows)))
    }
  }
}

/// The loss of one row, and its derivative with respect to each probability.
///
/// - Parameter tangents: room for `tan P_ij`, `[keys]`.
private func complementaryRow<Scalar: Real>(
  _ p: UnsafeMutablePointer<Scalar>, keys: Int, own: Int, reliability: Double,
  negativeWeight: Double, tangents: inout [Double], slopes: UnsafeMutablePointer<Scalar>
) -> Double {
  // The smallest positive Float keeps the logarithm of a vanished probability finite.
  let ownProbability = max(p[own].inDouble, 1e-38)
  var total = 0.0
  for key in 0..<keys {
    tangents[key] = tangentOfProbability(p[key].inDouble)
    total += tangents[key]
  }
  let others = total - tangents[own]
  let omega = 1 - reliability
  let power = exponential(-omega * naturalLogarithm(max(total, 1e-300)))
  let shared = -omega * others * power / max(total, 1e-300)
  for key in 0..<keys {
    let slope = 1 + tangents[key] * tangents[key]
    slopes[key] = Scalar.nearest(negativeWeight * slope * (shared + (key == own ? 0 : power)))
  }
  slopes[own] -= Scalar.nearest(reliability / ownProbability)
  return -reliability * naturalLogarithm(ownProbability) + negativeWeight * others * power
}

/// `tan p`; most probabilities are next to 0, where three terms of the series are all that a Double holds.
private func tangentOfProbability(_ p: Double) -> Double {
  if p > 1e-3 { return tangent(p) }
  let square = p * p
  return p * (1 + square * (1.0 / 3 + square * (2.0 / 15)))
}
