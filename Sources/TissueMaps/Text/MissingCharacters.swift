/// Which characters of some texts the embedded font lacks.
public enum MissingCharacters {
  /// A line that names them, with one text in which they stand; none where the font has all.
  public static func notes(on texts: [String]) -> [String] {
    var missing: [Character] = []
    var example: String?
    for text in texts {
      for character in text.precomposedStringWithCanonicalMapping
      where !TextLine.hasGlyph(for: character) {
        if !missing.contains(character) { missing.append(character) }
        example = example ?? text
      }
    }
    guard let example else { return [] }
    let named = missing.prefix(mostNamed).map { "\($0) (\(codePoints(of: $0)))" }
      .joined(separator: ", ")
    let rest = missing.count > mostNamed ? " and \(missing.count - mostNamed) more" : ""
    return [
      "drawn as boxes, since the font holds Latin, Greek and Cyrillic letters only: \(named)\(rest), as in '\(example)'"
    ]
  }

  private static let mostNamed = 8

  /// "U+795E", several of a composed character with spaces between.
  private static func codePoints(of character: Character) -> String {
    character.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    }.joined(separator: " ")
  }
}
