/// A run of letters and digits that names a cortical layer: `L5`, `eL2`, `layer`, `L5IT`.
struct LayerRun {
  /// What stands before the L: `excitatory` of `eL5`.
  var prefix: String?
  /// The layer, where the run holds it.
  var first: String?
  /// What stands behind: `it` of `L5IT`.
  var suffix: String?

  private static let prefixes = [
    "e": "excitatory", "ex": "excitatory", "exc": "excitatory", "in": "inhibitory",
    "inh": "inhibitory", "pyr": "pyramidal", "pc": "pyramidal",
  ]
  private static let suffixes: Set<String> = ["it", "et", "pt", "np", "ct", "ctx"]

  init?(_ text: String) {
    if ["layer", "layers", "lamina", "ly"].contains(text) { return }
    guard let digit = text.firstIndex(where: { ("1"..."6").contains($0) }) else {
      // "L 5" and "L II": a single l alone.
      guard text == "l" else { return nil }
      return
    }
    var before = String(text[..<digit])
    if before.hasSuffix("layer") {
      before.removeLast(5)
    } else if before == "ly" {
      before = ""
    } else if before.hasSuffix("l") {
      before.removeLast()
    } else {
      return nil
    }
    if !before.isEmpty {
      guard let word = Self.prefixes[before] else { return nil }
      prefix = word
    }
    let digits = text[digit...].prefix { $0.isNumber }
    guard let number = Self.number(String(digits)) else { return nil }
    var rest = String(text[digit...].dropFirst(digits.count))
    first = number
    if let letter = rest.first, letter == "a" || letter == "b" {
      let behind = String(rest.dropFirst())
      if behind.isEmpty || Self.suffixes.contains(behind) {
        first = number + String(letter)
        rest = behind
      }
    }
    if !rest.isEmpty {
      guard Self.suffixes.contains(rest) else { return nil }
      suffix = rest
    }
  }

  /// A layer as digits, from digits or Roman numerals: `6b` from `VIb`; nil where the run is none.
  static func number(_ run: String) -> String? {
    let (body, letter) =
      run.count > 1 && (run.hasSuffix("a") || run.hasSuffix("b"))
      ? (String(run.dropLast()), String(run.suffix(1))) : (run, "")
    if let arabic = romans[body] { return arabic + letter }
    switch body {
    case "1", "2", "3", "4", "5", "6", "23", "34", "45", "56": return body + letter
    default: return nil
    }
  }

  private static let romans = ["i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"]
}
