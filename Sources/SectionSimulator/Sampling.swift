import CellSections

/// Draws from the distributions a simulation needs; exact, and the same on every machine.
extension RandomNumberGenerator {
  /// Uniform in `(0, 1]`: safe to take the logarithm of.
  package mutating func nextPositiveUnit() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

  /// Uniform between two numbers.
  package mutating func nextUniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unitInterval()
  }

  /// Standard normal. Source: Marsaglia & Bray 1964 (the polar method); the second of the pair is
  /// not kept, so that the generator's state is all the state there is.
  package mutating func nextNormal() -> Double {
    while true {
      let x = 2 * unitInterval() - 1
      let y = 2 * unitInterval() - 1
      let square = x * x + y * y
      if square > 0, square < 1 {
        return x * (-2 * PortableMath.log(square) / square).squareRoot()
      }
    }
  }

  /// Exponential with mean 1.
  package mutating func nextExponential() -> Double { -PortableMath.log(nextPositiveUnit()) }

  /// `exp` of a normal with the given deviation and mean 0: its median is 1.
  package mutating func nextLogNormal(deviation: Double) -> Double {
    PortableMath.exp(deviation * nextNormal())
  }

  /// Gamma with mean `shape · scale`.
  ///
  /// Source: Marsaglia & Tsang 2000, "A simple method for generating gamma variables"; shapes below
  /// 1 by their boost `G(a) = G(a + 1) U^{1/a}`.
  package mutating func nextGamma(shape: Double, scale: Double = 1) -> Double {
    precondition(shape > 0 && scale > 0, "nextGamma: shape \(shape), scale \(scale)")
    if shape < 1 {
      let boost = PortableMath.exp(PortableMath.log(nextPositiveUnit()) / shape)
      return nextGamma(shape: shape + 1, scale: scale) * boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = nextNormal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let cube = root * root * root
      let bound = 0.5 * x * x + d - d * cube + d * PortableMath.log(cube)
      if PortableMath.log(nextPositiveUnit()) < bound { return d * cube * scale }
    }
  }

  /// Poisson.
  ///
  /// Below mean 10 by multiplying uniforms (Knuth); above by transformed rejection. Source: Hörmann
  /// 1993, "The transformed rejection method for generating Poisson random variables", algorithm
  /// PTRS.
  package mutating func nextPoisson(mean: Double) -> Int {
    precondition(mean >= 0 && mean < 1e15, "nextPoisson: mean \(mean)")
    if mean < 10 {
      let limit = PortableMath.exp(-mean)
      var product = unitInterval()
      var count = 0
      while product > limit {
        product *= unitInterval()
        count += 1
      }
      return count
    }
    let root = mean.squareRoot()
    let b = 0.931 + 2.53 * root
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let squeeze = 0.9277 - 3.6224 / (b - 2)
    let logMean = PortableMath.log(mean)
    while true {
      let u = unitInterval() - 0.5
      let v = nextPositiveUnit()
      let distance = 0.5 - abs(u)
      let count = ((2 * a / distance + b) * u + mean + 0.43).rounded(.down)
      if distance >= 0.07, v <= squeeze { return Int(count) }
      if count < 0 || (distance < 0.013 && v > distance) { continue }
      let left = PortableMath.log(v * inverseAlpha / (a / (distance * distance) + b))
      let right = count * logMean - mean - PortableMath.logFactorial(Int(count))
      if left <= right { return Int(count) }
    }
  }

  /// Logarithmic (Fisher's log series) with parameter `θ = odds / (1 + odds)`:
  /// `P(k) = θᵏ / (k log(1 + odds))`.
  ///
  /// By inversion; the expected number of steps is the mean.
  /// - Parameter logOfOdds: `log(1 + odds)`, which callers have at hand.
  package mutating func nextLogarithmic(odds: Double, logOfOdds: Double) -> Int {
    let theta = odds / (1 + odds)
    var probability = theta / logOfOdds
    var remaining = unitInterval()
    var count = 1
    while remaining >= probability, count < 1_000_000 {
      remaining -= probability
      probability *= theta * Double(count) / Double(count + 1)
      count += 1
      // Once the tail is lost to rounding no further count can be told apart.
      if probability < 1e-18 { break }
    }
    return count
  }

  /// `count` different indices below `bound`, ascending. Source: Knuth's selection sampling
  /// (algorithm S).
  package mutating func nextSubset(of bound: Int, count: Int) -> [Int] {
    precondition(count <= bound, "nextSubset: \(count) of \(bound)")
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for index in 0..<bound where below(bound - index) < count - chosen.count {
      chosen.append(index)
    }
    return chosen
  }
}
