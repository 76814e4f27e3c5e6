/// Elementary functions built from `+ − × ÷ √` alone, which IEEE 754 fixes to the last bit.
///
/// A C library's `exp` and `log` differ in the last bit between versions and processors; simulated
/// sections must be the same bytes everywhere. Accuracy: a few units in the last place within the
/// ranges used here.
package enum PortableMath {
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// `e^x`; 0 below -708 and infinite above 709.
  package static func exp(_ x: Double) -> Double {
    if x < -708 { return 0 }
    if x > 709 { return .infinity }
    let count = (x / (ln2High + ln2Low)).rounded()
    let rest = (x - count * ln2High) - count * ln2Low
    // Taylor's series on |rest| ≤ 0.35: the term after these is below 1e-17.
    // Written out, so that the divisions are done by the compiler.
    var sum = 1 + rest * (1.0 / 14)
    sum = 1 + sum * rest * (1.0 / 13)
    sum = 1 + sum * rest * (1.0 / 12)
    sum = 1 + sum * rest * (1.0 / 11)
    sum = 1 + sum * rest * (1.0 / 10)
    sum = 1 + sum * rest * (1.0 / 9)
    sum = 1 + sum * rest * (1.0 / 8)
    sum = 1 + sum * rest * (1.0 / 7)
    sum = 1 + sum * rest * (1.0 / 6)
    sum = 1 + sum * rest * (1.0 / 5)
    sum = 1 + sum * rest * (1.0 / 4)
    sum = 1 + sum * rest * (1.0 / 3)
    sum = 1 + sum * rest * (1.0 / 2)
    sum = 1 + sum * rest
    return sum * Double(sign: .plus, exponent: Int(count), significand: 1)
  }

  /// The natural logarithm of a positive, normal number.
  package static func log(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand *= 0.5
      exponent += 1
    }
    // log m = 2 artanh s, s = (m − 1) / (m + 1), |s| ≤ 0.172.
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    var sum = 1.0 / 21
    sum = sum * square + 1.0 / 19
    sum = sum * square + 1.0 / 17
    sum = sum * square + 1.0 / 15
    sum = sum * square + 1.0 / 13
    sum = sum * square + 1.0 / 11
    sum = sum * square + 1.0 / 9
    sum = sum * square + 1.0 / 7
    sum = sum * square + 1.0 / 5
    sum = sum * square + 1.0 / 3
    sum = sum * square + 1
    return exponent * ln2High + (exponent * ln2Low + 2 * s * sum)
  }

  /// `log(1 + x)` for x ≥ 0, exact for small x too.
  package static func log1p(_ x: Double) -> Double {
    if x < 1e-5 { return x * (1 - x * (0.5 - x / 3)) }
    return log(1 + x)
  }

  /// The sine of an angle in radians, of moderate size.
  package static func sin(_ angle: Double) -> Double {
    // Reduced to |rest| ≤ π/2 by half turns, each of which changes the sign.
    let halfTurns = (angle / Double.pi).rounded()
    let rest = angle - halfTurns * Double.pi
    let square = rest * rest
    var sum = 1.0
    var term = 22.0
    while term >= 2 {
      sum = 1 - sum * square / (term * (term + 1))
      term -= 2
    }
    let isOdd = halfTurns.truncatingRemainder(dividingBy: 2) != 0
    return isOdd ? -rest * sum : rest * sum
  }

  /// The cosine of an angle in radians, of moderate size.
  package static func cos(_ angle: Double) -> Double { sin(angle + Double.pi / 2) }

  /// The angle whose tangent is `x`, in radians.
  package static func atan(_ x: Double) -> Double {
    // Three halvings bring any angle below π/16.
    var tangent = x
    for _ in 0..<3 { tangent /= 1 + (1 + tangent * tangent).squareRoot() }
    let square = tangent * tangent
    var sum = 0.0
    var odd = 21.0
    while odd >= 1 {
      sum = 1 / odd - sum * square
      odd -= 2
    }
    return 8 * tangent * sum
  }

  /// `log n!`, by summation up to 255 and Stirling's series beyond (relative error below 1e-16).
  package static func logFactorial(_ n: Int) -> Double {
    if n < smallLogFactorials.count { return smallLogFactorials[n] }
    let x = Double(n) + 1
    let correction = 1 / (12 * x) - 1 / (360 * x * x * x)
    return (x - 0.5) * log(x) - x + 0.9189385332046727 + correction
  }

  private static let smallLogFactorials: [Double] = {
    var values = [0.0]
    for n in 1..<256 { values.append(values[n - 1] + log(Double(n))) }
    return values
  }()
}
