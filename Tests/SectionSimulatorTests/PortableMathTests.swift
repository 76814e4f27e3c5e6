import Foundation
import SectionSimulator
import Testing

@Suite struct PortableMathTests {
  /// The largest difference from the C library's value, relative to it.
  private func largestError(
    _ points: StrideThrough<Double>, _ ours: (Double) -> Double, _ theirs: (Double) -> Double
  ) -> Double {
    points.map { abs(ours($0) - theirs($0)) / max(abs(theirs($0)), 1e-300) }.max() ?? 1
  }

  @Test func `exp and log agree with the C library to a few units in the last place`() {
    #expect(largestError(stride(from: -700, through: 700, by: 0.37), PortableMath.exp, exp) < 1e-15)
    let logs = stride(from: 0.01, through: 40, by: 0.0137)
    for x in logs {
      // Near 1 the logarithm vanishes: what is left is absolute.
      #expect(abs(PortableMath.log(x) - log(x)) < 1e-15 * max(1, abs(log(x))))
    }
    #expect(largestError(stride(from: 1e3, through: 1e9, by: 9.7e5), PortableMath.log, log) < 1e-15)
    #expect(abs(PortableMath.log(1e-300) - log(1e-300)) < 1e-12)
    #expect(PortableMath.exp(-1000) == 0)
    #expect(PortableMath.exp(1000) == .infinity)
  }

  @Test func `log1p is exact for small numbers`() {
    for x in [0, 1e-12, 1e-8, 9e-6, 1.1e-5, 1e-3, 0.5, 30] {
      #expect(abs(PortableMath.log1p(x) - log1p(x)) <= 1e-11 * log1p(x))
    }
  }

  @Test func `sine, cosine and arc tangent agree with the C library`() {
    for angle in stride(from: -12.0, through: 12, by: 0.0371) {
      #expect(abs(PortableMath.sin(angle) - sin(angle)) < 1e-14)
      #expect(abs(PortableMath.cos(angle) - cos(angle)) < 1e-14)
    }
    for x in stride(from: -50.0, through: 50, by: 0.173) {
      #expect(abs(PortableMath.atan(x) - atan(x)) < 1e-14)
    }
  }

  @Test func `the logarithm of a factorial is right on both sides of the table's end`() {
    for n in [0, 1, 2, 10, 170, 254, 255, 256, 257, 1000, 1_000_000] {
      let expected: Double = lgamma(Double(n) + 1)
      #expect(abs(PortableMath.logFactorial(n) - expected) <= 1e-13 * max(1, expected))
    }
  }
}
