/// The weights `w` of a mixture `Σ_e w_e p_e` under which the truth is most likely, by expectation maximisation.
///
/// Maximises `Σ_i log Σ_e w_e p_e(y_i)` over the simplex, which is concave: each round sets `w_e` to the mean
/// share `w_e p_e(y_i) / Σ_f w_f p_f(y_i)` that expert `e` has in the truth.
/// Source: Dempster, Laird & Rubin 1977.
///
/// - Parameters:
///   - likelihoods: what each expert gives the truth of each cell, `[experts][cells]`, not negative.
///   - least: experts that end below this weight are left out, and the others are fitted again.
/// - Returns: `[experts]`, summing to 1; 0 for an expert that was left out.
public func mixtureWeights(likelihoods: [[Double]], least: Double = 0) -> [Double] {
  var isKept = [Bool](repeating: true, count: likelihoods.count)
  while true {
    let kept = isKept.indices.filter { isKept[$0] }
    let fitted = maximizeLikelihood(kept.map { likelihoods[$0] })
    let weakest = fitted.indices.min { fitted[$0] < fitted[$1] }
    if let weakest, kept.count > 1, fitted[weakest] < least {
      isKept[kept[weakest]] = false
      continue
    }
    var weights = [Double](repeating: 0, count: likelihoods.count)
    for (place, expert) in kept.enumerated() { weights[expert] = fitted[place] }
    return weights
  }
}

private func maximizeLikelihood(_ likelihoods: [[Double]]) -> [Double] {
  let experts = likelihoods.count
  let cells = likelihoods.first?.count ?? 0
  var weights = [Double](repeating: 1 / Double(max(1, experts)), count: experts)
  if cells == 0 || experts < 2 { return weights }
  for _ in 0..<500 {
    var shares = [Double](repeating: 0, count: experts)
    var counted = 0.0
    for cell in 0..<cells {
      var total = 0.0
      for expert in 0..<experts { total += weights[expert] * likelihoods[expert][cell] }
      // A cell that no expert thinks possible speaks for none of them.
      guard total > 0 else { continue }
      counted += 1
      for expert in 0..<experts {
        shares[expert] += weights[expert] * likelihoods[expert][cell] / total
      }
    }
    guard counted > 0 else { return weights }
    var change = 0.0
    for expert in 0..<experts {
      let next = shares[expert] / counted
      change = max(change, abs(next - weights[expert]))
      weights[expert] = next
    }
    if change < 1e-6 { break }
  }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}
