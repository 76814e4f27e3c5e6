import Foundation

/// SHA-256 (FIPS 180-4), to name a model by its weights.
///
/// A library for it would double the time of a first build; see docs/decisions.
package enum FileDigest {
  /// The digest of a file in hex, read a piece at a time.
  package static func sha256(ofFileAt url: URL) throws -> String {
    let data = try Data(contentsOf: url, options: .alwaysMapped)
    return data.withUnsafeBytes { sha256(of: $0) }
  }

  /// The digest of bytes in hex.
  package static func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    var state = initial
    let whole = bytes.count / 64
    for block in 0..<whole {
      compress(&state, UnsafeRawBufferPointer(rebasing: bytes[block * 64..<block * 64 + 64]))
    }
    // The rest, a 1 bit, zeros, and the length in bits in the last eight bytes.
    var tail = Array(bytes[(whole * 64)...])
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    withUnsafeBytes(of: UInt64(bytes.count * 8).bigEndian) { tail.append(contentsOf: $0) }
    tail.withUnsafeBytes { tail in
      for block in 0..<tail.count / 64 {
        compress(&state, UnsafeRawBufferPointer(rebasing: tail[block * 64..<block * 64 + 64]))
      }
    }
    return state.map { String(format: "%08x", $0) }.joined()
  }

  private static func compress(_ state: inout [UInt32], _ block: UnsafeRawBufferPointer) {
    var w = (0..<16).map {
      UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
    }
    for t in 16..<64 {
      let s0 = turned(w[t - 15], 7) ^ turned(w[t - 15], 18) ^ (w[t - 15] >> 3)
      let s1 = turned(w[t - 2], 17) ^ turned(w[t - 2], 19) ^ (w[t - 2] >> 10)
      w.append(w[t - 16] &+ s0 &+ w[t - 7] &+ s1)
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for t in 0..<64 {
      let s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
      let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[t] &+ w[t]
      let s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
      let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
  }

  private static func turned(_ x: UInt32, _ n: UInt32) -> UInt32 { (x >> n) | (x << (32 - n)) }

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let initial = primes(8).map { fraction(Double($0).squareRoot()) }
  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants = primes(64).map { fraction(cbrt(Double($0))) }

  private static func fraction(_ x: Double) -> UInt32 {
    UInt32((x - x.rounded(.down)) * 0x1p32)
  }

  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var next = 2
    while found.count < count {
      if found.allSatisfy({ next % $0 != 0 }) { found.append(next) }
      next += 1
    }
    return found
  }
}
