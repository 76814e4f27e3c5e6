/// Layers of the cortex in Roman numerals, which a text encoder takes for letters.
enum LayerNumerals {
  private static let figures = [
    "I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6",
  ]

  /// "layer II/III" as "layer 2/3"; numerals count only after the word "layer" or "layers".
  static func inFigures(_ text: String) -> String {
    var isAfterLayer = false
    return text.split(separator: " ").map { word in
      defer {
        // "layers II and III" goes on.
        if word.lowercased() != "and" {
          isAfterLayer = isLayer(word) || isAfterLayer && isNumeral(word)
        }
      }
      return isAfterLayer && isNumeral(word) ? converted(word) : String(word)
    }.joined(separator: " ")
  }

  /// The layers that words name, in figures: {2, 3} of "layers II/III", nothing of "CA1".
  static func layers(in text: String) -> Set<Int> {
    var found: Set<Int> = []
    var isAfterLayer = false
    for word in inFigures(text).split(separator: " ") {
      let numbers = word.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
      let isNumber = word.first?.isNumber ?? false
      if isAfterLayer, isNumber { found.formUnion(numbers) }
      if word.lowercased() != "and" { isAfterLayer = isLayer(word) || isAfterLayer && isNumber }
    }
    return found
  }

  /// Whether what is called `name` may be meant by words that name layers: not if it is of other layers, nor if there
  /// is no such layer.
  static func allow(_ name: String, for words: String) -> Bool {
    let wanted = layers(in: words)
    let own = layers(in: name)
    if wanted.isEmpty { return true }
    return own.isEmpty ? wanted.isSubset(of: Set(1...6)) : !own.isDisjoint(with: wanted)
  }

  private static func isLayer(_ word: Substring) -> Bool {
    ["layer", "layers", "lamina", "laminae"].contains(word.lowercased())
  }

  private static func parts(_ word: Substring) -> [Substring] {
    word.split(whereSeparator: { "/-".contains($0) })
  }

  /// "II", "II/III", "VIb".
  private static func isNumeral(_ word: Substring) -> Bool {
    let parts = parts(word)
    return !parts.isEmpty && parts.allSatisfy { figures[stem($0)] != nil }
  }

  private static func stem(_ part: Substring) -> String {
    String(part.last.map { "ab".contains($0) } ?? false ? part.dropLast() : part)
  }

  private static func converted(_ word: Substring) -> String {
    var text = ""
    for part in parts(word) {
      let end = part.endIndex < word.endIndex ? String(word[part.endIndex]) : ""
      text += (figures[stem(part)] ?? "") + part.dropFirst(stem(part).count) + end
    }
    return text
  }
}
