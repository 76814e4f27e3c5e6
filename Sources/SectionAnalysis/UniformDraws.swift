/// Uniform numbers whose values follow from the generator's bits alone.
///
/// `Double.random(in:using:)` does not promise the same numbers in the next Swift; results here must.
extension RandomNumberGenerator {
  /// A number in `[0, 1)`, a multiple of 2⁻⁵³.
  mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in `0..<bound`, by the upper half of a wide product (bias below 2⁻⁴⁰ for any cell count).
  mutating func nextIndex(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
