/// Benjamini–Hochberg's adjustment: the least false discovery rate at which each test would be called.
///
/// `q_(i) = min_{j ≥ i} p_(j) m / j`, at most 1, over m p-values in ascending order. Source: Benjamini and Hochberg
/// 1995, "Controlling the false discovery rate".
/// - Parameter p: `[tests]`, each in 0...1.
/// - Returns: `[tests]`, in the same order.
/// - Complexity: O(m log m).
public func falseDiscoveryRates(_ p: [Double]) -> [Double] {
  precondition(
    p.allSatisfy { $0 >= 0 && $0 <= 1 }, "falseDiscoveryRates: a p-value lies outside 0...1")
  var rates = [Double](repeating: 1, count: p.count)
  var least = 1.0
  let order = p.indices.sorted { p[$0] < p[$1] }
  for (place, test) in order.enumerated().reversed() {
    least = min(least, p[test] * Double(p.count) / Double(place + 1))
    rates[test] = least
  }
  return rates
}
