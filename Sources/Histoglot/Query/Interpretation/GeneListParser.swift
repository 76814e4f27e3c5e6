/// Reads words that speak of nothing but genes: "Plp1", "high Plp1 and Gad2", "PLP1 high and Gad2 low", "Gad2+ Plp1-",
/// "Plp1hi", "Plp1-expressing cells", "cells that express Mbp".
struct GeneListParser {
  /// The panel's name of a gene, by what a query calls it; nil where it is none.
  let gene: (_ word: String, _ isCertain: Bool) -> String?
  /// Whether words name cells or a region.
  let isKnown: (_ phrase: String) -> Bool
  /// Whether a word is the symbol of a gene that marks cells, on the panel or not.
  let isMarker: (_ word: String, _ isCertain: Bool) -> Bool

  struct Found {
    var subjects: [QuerySubject] = []
    /// Whether "high", "low", "expressing" or a sign says that a gene is meant.
    var hasOperator = false
  }

  private typealias Operator = QueryWords.Operator

  /// nil where anything else is spoken of.
  func callAsFunction(_ words: ArraySlice<String>) -> Found? {
    var found = Found()
    // "low Gad1 and Gad2" goes on until another operator comes.
    var listed: Operator?
    var place = words.startIndex
    while place < words.endIndex {
      let word = words[place]
      if let own = QueryWords.first(QueryWords.before, words[place...]) {
        if own.means == .not { return nil }
        listed = own.means
        found.hasOperator = found.hasOperator || own.means == .high || own.means == .low
        place += own.length
        continue
      }
      place += 1
      if Self.addsNothing(word) { continue }
      var (stem, means) = (word, listed)
      if let marked = marked(word) {
        (stem, means) = marked
        found.hasOperator = true
      } else if listed == nil, place < words.endIndex,
        let after = QueryWords.after[words[place].lowercased()]
      {
        means = after
        found.hasOperator = found.hasOperator || after == .high || after == .low
        place += 1
      }
      guard let subject = subject(stem, means, written: word) else { return nil }
      found.subjects.append(subject)
    }
    return found.subjects.isEmpty ? nil : found
  }

  private func subject(_ word: String, _ means: Operator?, written: String) -> QuerySubject? {
    let isCertain = means == .high || means == .low
    if let name = gene(word, isCertain) {
      return .gene(name, isHigh: means != .low && means != .without)
    }
    let looksLikeGene = word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
    let isGene = isMarker(word, isCertain) || isCertain && looksLikeGene
    return isGene && !isKnown(word) && !isKnown(written) ? .missingGene(word) : nil
  }

  private static func addsNothing(_ word: String) -> Bool {
    let word = word.lowercased()
    return QueryWords.ofExpression.contains(word) || QueryWords.articles.contains(word)
      || QueryWords.and.contains(word)
  }

  private static let endings: [(text: String, means: Operator)] = [
    ("-expressing", .high), ("-positive", .high), ("-negative", .low), ("-high", .high),
    ("-low", .low), ("-hi", .high), ("-lo", .low), ("high", .high), ("low", .low), ("pos", .high),
    ("neg", .low), ("hi", .high), ("lo", .low),
  ]

  /// A gene's name without what is put behind it: "Plp1+", "Plp1hi".
  private func marked(_ word: String) -> (stem: String, means: Operator)? {
    // A gene may have the sign in its own name.
    if gene(word, true) != nil { return nil }
    if let last = word.last, last == "+" || last == "-" {
      var stem = word
      while let end = stem.last, end == "+" || end == "-" { stem.removeLast() }
      return (stem, last == "+" ? .high : .low)
    }
    for ending in Self.endings where word.lowercased().hasSuffix(ending.text) {
      let stem = String(word.dropLast(ending.text.count))
      if stem.count > 1, gene(stem, true) != nil { return (stem, ending.means) }
    }
    return nil
  }
}
