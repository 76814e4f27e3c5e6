import Foundation

/// Numbers as readers expect them.
enum Numerals {
  /// The largest 1, 2 or 5 × 10ⁿ not above `value`, which must be positive and finite.
  static func roundDown(_ value: Double) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    let lead = value / power
    return power * (lead >= 5 - 1e-9 ? 5 : lead >= 2 - 1e-9 ? 2 : 1)
  }

  /// The least 1, 2 or 5 × 10ⁿ not below `value`, which must be positive and finite.
  static func roundUp(_ value: Double) -> Double {
    let down = roundDown(value)
    if down >= value * (1 - 1e-9) { return down }
    let lead = (down / pow(10, log10(down).rounded(.down))).rounded()
    return lead == 2 ? down * 2.5 : down * 2
  }

  /// Round numbers from `low` to `high`, about `count` of them, one 1-2-5 step apart.
  static func ticks(from low: Double, to high: Double, count: Int) -> [Double] {
    guard high > low, (high - low).isFinite else { return low.isFinite ? [low] : [] }
    return ticks(from: low, to: high, step: roundUp((high - low) / Double(max(count, 1))))
  }

  /// The multiples of `step` from `low` to `high`.
  static func ticks(from low: Double, to high: Double, step: Double) -> [Double] {
    guard step > 0, high >= low, (high - low) / step < 1000 else { return [] }
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }

  /// 161421 as "161,421".
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "−" : "") + text
  }

  /// A number with as many digits as tell neighbours `step` apart; very large and small ones as powers.
  static func text(_ value: Double, step: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    if value != 0, abs(value) >= 1e6 || abs(value) < 1e-4 {
      let exponent = Int(log10(abs(value)).rounded(.down))
      let lead = abs(value) / pow(10, Double(exponent))
      let digits = abs(lead - lead.rounded()) < 0.05 ? 0 : 1
      return (value < 0 ? "−" : "") + String(format: "%.\(digits)f", lead) + "×10"
        + superscript(exponent)
    }
    let digits = step > 0 ? min(max(Int((-log10(step) - 1e-9).rounded(.up)), 0), 6) : 2
    let rounded = String(format: "%.\(digits)f", abs(value))
    let isZero = !rounded.contains { $0 != "0" && $0 != "." }
    let sign = value < 0 && !isZero ? "−" : ""
    guard digits == 0, let whole = Int(rounded) else { return sign + rounded }
    return sign + (whole >= 10_000 ? grouped(whole) : String(whole))
  }

  private static func superscript(_ value: Int) -> String {
    let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let digits = String(value.magnitude).compactMap { $0.wholeNumberValue.map { raised[$0] } }
    return (value < 0 ? "⁻" : "") + String(digits)
  }
}
