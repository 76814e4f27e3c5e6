/// Lists and ranges of cortical layers, each layer of which is meant: "layers 5 and 6", "layers 2 to 4", "layers II-IV",
/// "between layer 4 and layer 6".
enum LayerList {
  /// "layer 5" and so on, at least two, in order; nil where words are anything else.
  static func layers(_ words: ArraySlice<String>) -> [String]? {
    var rest = LayerNumerals.inFigures(words.joined(separator: " ")).lowercased()
      .split(separator: " ").map(String.init).filter { !["the", "cortical"].contains($0) }[...]
    var isRange = false
    if let first = rest.first, first == "between" || first == "from" {
      isRange = true
      rest.removeFirst()
    }
    guard let first = rest.first, isLayer(first) else { return nil }
    var found: Set<Int> = []
    var last: Int?
    // Whether a number is next, and not what joins it to the one before.
    var wantsNumber = true
    for word in rest.dropFirst() {
      if !wantsNumber {
        if ["to", "through", "-"].contains(word) { isRange = true }
        guard isRange || ["and", "&", ",", "or"].contains(word) else { return nil }
        wantsNumber = true
        continue
      }
      if isLayer(word) { continue }
      if word == "and", last != nil { continue }
      let ends = word.split(separator: "-").compactMap { Int($0) }
      guard let low = ends.first, let high = ends.last, ends.count <= 2, low <= high,
        word.allSatisfy({ $0.isNumber || $0 == "-" }), (1...6).contains(low), high <= 6
      else { return nil }
      found.formUnion(low...high)
      if isRange, let last, last < low { found.formUnion(last...low) }
      (last, wantsNumber) = (high, false)
    }
    guard !wantsNumber, found.count > 1 else { return nil }
    return found.sorted().map { "layer \($0)" }
  }

  private static func isLayer(_ word: String) -> Bool { word == "layer" || word == "layers" }
}
