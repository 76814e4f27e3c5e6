/// Two Gaussians fitted to losses by expectation maximisation, and how probably each loss is of the lower one
/// (Li et al. 2020, DivideMix).
package struct LossMixture {
  /// `[losses]`
  package let posteriors: [Double]

  package init(losses: [Double], rounds: Int = 50) {
    guard let low = losses.min(), let high = losses.max(), high > low else {
      posteriors = [Double](repeating: 1, count: losses.count)
      return
    }
    let scaled = losses.map { ($0 - low) / (high - low) }
    var means = [0.0, 1.0]
    var variances = [0.05, 0.05]
    var shares = [0.5, 0.5]
    var ofLower = [Double](repeating: 0.5, count: losses.count)
    for _ in 0..<rounds {
      for (index, x) in scaled.enumerated() {
        let logs = (0..<2).map { k in
          naturalLogarithm(shares[k]) - 0.5 * naturalLogarithm(variances[k])
            - 0.5 * (x - means[k]) * (x - means[k]) / variances[k]
        }
        ofLower[index] = 1 / (1 + exponential(min(700, logs[1] - logs[0])))
      }
      for k in 0..<2 {
        let weights = k == 0 ? ofLower : ofLower.map { 1 - $0 }
        let total = max(weights.reduce(0, +), 1e-9)
        let mean = zip(weights, scaled).reduce(0) { $0 + $1.0 * $1.1 } / total
        let variance = zip(weights, scaled).reduce(0) {
          $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean)
        }
        means[k] = mean
        variances[k] = max(variance / total, 1e-4)
        shares[k] = min(1 - 1e-6, max(1e-6, total / Double(scaled.count)))
      }
    }
    posteriors = means[0] <= means[1] ? ofLower : ofLower.map { 1 - $0 }
  }
}
