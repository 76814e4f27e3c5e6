import Foundation

/// Numbers as a paragraph has them.
enum DescriptionNumbers {
  /// `1,204`
  static func count(_ number: Int) -> String {
    var digits = String(abs(number))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `12 %`, `3.4 %`, `0 %`
  static func percent(_ share: Double) -> String {
    let hundred = share * 100
    if share > 0, hundred < 0.05 { return "<0.1 %" }
    if hundred < 9.95, hundred > 0 { return String(format: "%.1f %%", hundred) }
    // 100 % is all of them and nothing less.
    return String(format: "%.0f %%", share < 1 ? min(hundred, 99) : hundred)
  }

  /// `12-fold`, `3.4-fold`
  static func fold(_ ratio: Double) -> String {
    ratio >= 100 ? ">100-fold" : String(format: ratio >= 9.95 ? "%.0f-fold" : "%.1f-fold", ratio)
  }

  /// `0.93`; near 1 with a digit more, `0.996`.
  static func score(_ value: Double) -> String {
    if value < 1, value >= 0.99 { return String(format: "%.3f", min(value, 0.999)) }
    return (value < 0 ? "−" : "") + String(format: "%.2f", abs(value))
  }

  /// `0.012`, `<0.001`
  static func rate(_ value: Double) -> String {
    value < 0.001 ? "<0.001" : String(format: "%.3f", value)
  }

  /// With three digits that count: `0.42`, `1,790`, `12.3`.
  static func measure(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    if magnitude >= 3, magnitude < 15 {
      let unit = pow(10, Double(magnitude - 2))
      return count(Int((value / unit).rounded() * unit))
    }
    return String(format: "%.\(max(0, 2 - magnitude))f", value)
  }

  /// `a`, `a and b`, `a, b and c`
  static func list(_ parts: [String]) -> String {
    parts.count < 2
      ? parts.joined()
      : "\(parts.dropLast().joined(separator: ", ")) and \(parts[parts.count - 1])"
  }
}
