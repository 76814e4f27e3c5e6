/// A seeded generator of 64 random bits: xoshiro256**, the same numbers on every machine.
///
/// Source: Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"; seeded by
/// SplitMix64 as its authors advise.
public struct Xoshiro256: RandomNumberGenerator, Sendable, Equatable {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64

  /// The generator of a seed.
  /// - Parameter stream: generators of one seed and different streams run independently: one for
  ///   each purpose, so that drawing more for one leaves the others as they were.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = SplitMix64(state: seed)
    var streamMixer = SplitMix64(state: mixer.next() ^ (stream &* 0xD134_2543_DE82_EF95))
    a = streamMixer.next()
    b = streamMixer.next()
    c = streamMixer.next()
    d = streamMixer.next()
  }

  /// A generator in a known state, for comparison with published numbers.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) { (a, b, c, d) = state }

  public mutating func next() -> UInt64 {
    let scrambled = Self.rotate(b &* 5, by: 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = Self.rotate(d, by: 45)
    return scrambled
  }

  private static func rotate(_ bits: UInt64, by count: UInt64) -> UInt64 {
    (bits << count) | (bits >> (64 - count))
  }
}

/// SplitMix64, which turns any seed into well-mixed state.
///
/// Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
