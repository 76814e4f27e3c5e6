/// A seeded generator of 64-bit numbers (SplitMix64; Steele, Lea & Flood 2014).
///
/// Its state is one number, so that a run can be continued from a file.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
  public private(set) var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The generator of one purpose at one moment of a run: `[epoch, step, purpose]` under the run's seed.
  ///
  /// Nothing of a run's randomness then depends on what was drawn before, which is what makes a
  /// continued run bit-identical.
  public init(seed: UInt64, path: [UInt64]) { state = path.reduce(seed) { mix($0, $1) } }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return finalize(state)
  }

  /// Uniform on [0, 1).
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal, by Box and Muller.
  public mutating func normal() -> Double {
    let radius = (-2 * naturalLogarithm(1 - uniform())).squareRoot()
    return radius * cosine(2 * Double.pi * uniform())
  }
}

/// Mixes a number into a seed; different numbers give unrelated seeds.
public func mix(_ seed: UInt64, _ number: UInt64) -> UInt64 {
  finalize(finalize(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (number &* 0xD134_2543_DE82_EF95 &+ 1))
}

private func finalize(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
