/// Which category gets which of some colors, so that those that touch in the tissue look least alike.
enum ColorAssignment {
  /// The colors in an order in which Σ w / ΔE² over all pairs is small: beginning with the order given, two
  /// categories change colors as long as that makes the sum smaller. The same input gives the same order.
  ///
  /// - Parameters:
  ///   - colors: of the categories that may change, the first of all, `[free]`.
  ///   - fixed: of the categories behind them, which keep theirs, `[fixed]`.
  ///   - weights: `[free + fixed, free + fixed]`, symmetric.
  /// - Complexity: O(passes × categories³), a few passes; more than 120 categories keep the order given.
  static func arranged(_ colors: [Color], fixed: [Color] = [], weights: [Double]) -> [Color] {
    let count = colors.count + fixed.count
    precondition(
      weights.count == count * count,
      "ColorAssignment: \(weights.count) weights for \(count) categories")
    guard colors.count > 1, colors.count <= mostCategories else { return colors }
    let seen = (colors + fixed).map(SeenColor.init)
    var likeness = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0..<row {
        let difference = max(ColorDifference.difference(seen[row], seen[column]), leastDifference)
        likeness[row * count + column] = 1 / (difference * difference)
        likeness[column * count + row] = likeness[row * count + column]
      }
    }

    /// The color of each category, as a place in `colors + fixed`.
    var chosen = Array(0..<count)
    /// What changes when two categories change colors; their own pair stays as it is.
    func gain(_ first: Int, _ second: Int) -> Double {
      let (own, other) = (chosen[first] * count, chosen[second] * count)
      var sum = 0.0
      for third in 0..<count where third != first && third != second {
        sum +=
          (weights[first * count + third] - weights[second * count + third])
          * (likeness[own + chosen[third]] - likeness[other + chosen[third]])
      }
      return sum
    }
    for _ in 0..<mostPasses {
      var isBetter = false
      for second in 1..<colors.count {
        for first in 0..<second where gain(first, second) > leastGain {
          chosen.swapAt(first, second)
          isBetter = true
        }
      }
      if !isBetter { break }
    }
    return chosen.prefix(colors.count).map { colors[$0] }
  }

  private static let mostCategories = 120
  private static let mostPasses = 40
  /// Colors nearer than this count as this near.
  private static let leastDifference = 1.0
  /// Rounding is no gain.
  private static let leastGain = 1e-9
}
