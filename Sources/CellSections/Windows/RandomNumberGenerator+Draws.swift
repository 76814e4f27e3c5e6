/// Draws whose results depend on the generator's numbers alone: the standard library's own may change
/// from one Swift version to the next, and with them every seeded run.
extension RandomNumberGenerator {
  /// Uniform on [0, 1), 53 bits.
  package mutating func unitInterval() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform on 0..<`bound` (Lemire 2019, without the rejection: the bias is below `bound` / 2⁶⁴).
  package mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "below: nothing lies below \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Puts the elements in random order (Fisher–Yates).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for place in elements.indices.dropFirst().reversed() {
      elements.swapAt(place, below(place + 1))
    }
  }
}
