import Foundation

/// The words of a query, whatever was typed.
///
/// Control characters and invisible ones become blanks, letters of other widths and ligatures their plain forms. What
/// stands between words and is no letter, digit or part of a gene's name is kept only where it joins terms.
public struct QueryText: Sendable, Equatable {
  /// The text on one line.
  public let text: String
  /// Words and the commas between them, in order, as they were written.
  let words: [String]

  /// What a person asks fits into this many bytes; more is another file.
  public static let mostBytes = 2_000

  /// - Throws: `QueryError` where there is no letter or digit in it, or too much of it.
  public init(_ typed: String) throws {
    let bytes = typed.utf8.count
    guard bytes <= Self.mostBytes else {
      throw QueryError(place: "the query", reason: .tooLong(bytes: bytes, most: Self.mostBytes))
    }
    let plain = typed.precomposedStringWithCompatibilityMapping.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator,
        .paragraphSeparator:
        return Character(" ")
      default: return Character(Self.plainDashes[scalar] ?? scalar)
      }
    }
    guard Self.groupsAreAlternatives(plain) else {
      throw QueryError(place: "the query", reason: .grouped)
    }
    let spaced = plain.flatMap { character -> [Character] in
      if ",;".contains(character) { return [" ", ",", " "] }
      return Self.isOfWords(character) ? [character] : [" "]
    }
    words = String(spaced).split(separator: " ").map(String.init).filter { word in
      word == "," || word == "&" || word.contains { $0.isLetter || $0.isNumber }
    }
    guard words.contains(where: { $0.contains { $0.isLetter || $0.isNumber } }) else {
      throw QueryError(place: "the query", reason: .noWords)
    }
    text = String(plain).split(separator: " ").joined(separator: " ")
  }

  /// Whether what stands in parentheses means the same without them: names, and those joined by "or".
  private static func groupsAreAlternatives(_ text: [Character]) -> Bool {
    let joining = QueryWords.and.union(["not", "without", "no", "near", "except"])
    return text.split(separator: "(", omittingEmptySubsequences: false).dropFirst().allSatisfy {
      let inside = String($0.prefix { $0 != ")" }).lowercased()
      return inside.split { $0 == " " }.allSatisfy { !joining.contains(String($0)) }
    }
  }

  private static let plainDashes: [Unicode.Scalar: Unicode.Scalar] = [
    "\u{2010}": "-", "\u{2011}": "-", "\u{2012}": "-", "\u{2013}": "-", "\u{2014}": "-",
    "\u{2212}": "-",
  ]

  /// Letters with their marks, digits, and the signs inside "L2/3", "GABA-ergic", "Plp1+", "H2-Aa", "Cd8a_b", "1.5".
  private static func isOfWords(_ character: Character) -> Bool {
    if character.isLetter || character.isNumber || "+-/&_'’.".contains(character) { return true }
    return character.unicodeScalars.contains { $0.properties.generalCategory == .nonspacingMark }
  }
}
